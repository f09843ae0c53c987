import {
  type BlockResult,
  type Controls,
  type MatchMetric,
  maxListedUnits,
  type PermutationTest,
  type StatisticResult,
} from '../results/index.ts';
import type { BestPairing } from './best-pairing.ts';
import { agreeingFractionOf } from './block-result.ts';
import { calibratedVerdict } from './calibrated-verdict.ts';
import { combinedLog10PValue } from './combined-p-value.ts';
import { controlsTakeBack } from './controls/summarize-controls.ts';
import { copiesOf, isCounted } from './copied-blocks.ts';
import { combineDraws } from './relabelling/drawn-block-p-values.ts';
import { permutationTest } from './relabelling/permutation-test.ts';
import type { StatisticVariant } from './statistic-variant.ts';
import { tolerantResult } from './tolerant-result.ts';
import type { TraceRun } from './trace-run.ts';

/** One statistic over its blocks: Fisher's method on ln p (or what a search for the blocks gave), the share of agreeing units, the verdict. */
export function statisticResult(
  options: {
    variant: StatisticVariant;
    metric: MatchMetric;
    blocks: BlockResult[] | BestPairing;
    thresholdLog10P?: number;
    /** ln p by block of the model as it is and of each draw (`drawnBlockPValues`); none where no permutation test was asked for. */
    drawn?: readonly Float64Array[];
    /** Negative controls; null: there are none. */
    controls: Controls | null;
    /** Forms of the statistic that were asked for, of which the smallest p-value will be taken; default 1. */
    attempts?: number;
    /** Whether some units may agree without descent, so that p_K(f0) is of interest: two matchings that are compared. */
    isTwoMatchings?: boolean;
  } & Pick<TraceRun, 'relabellings' | 'untestable'>,
): StatisticResult {
  const { variant, metric, thresholdLog10P, controls, attempts = 1 } = options;
  const { calibration = null } = variant;
  const {
    blocks,
    log10PValue: log10Once,
    ...search
  }: Omit<BestPairing, 'search'> & Partial<BestPairing> = Array.isArray(options.blocks)
    ? inOrder(options.blocks)
    : options.blocks;
  const log10PValue = Math.min(0, log10Once + Math.log10(attempts));
  const agreeingFraction = agreeingFractionOf(blocks);
  const { verdict, verdictRule } = calibratedVerdict({
    ...{ log10PValue, agreeingFraction, thresholdLog10P, calibration, validity: variant.validity },
  });
  return {
    ...variant,
    log10PValue,
    pValue: printablePValue(log10PValue),
    // Controls only ever take back.
    verdict: verdict === 'derived' && controlsTakeBack(controls, agreeingFraction) ? 'inconclusive' : verdict,
    verdictRule,
    calibration,
    sided: 'two',
    metric,
    agreeingFraction,
    ...(attempts > 1 && { attempts }),
    ...search,
    ...copiesOf(blocks),
    blocks: withinRow(blocks),
    ...(controls !== null && { controls }),
    ...(options.isTwoMatchings && {
      tolerant: tolerantResult(blocks, (search.search?.log10Pairings ?? 0) * Math.LN10 + Math.log(attempts)),
    }),
    ...rankPermutationTest(options, blocks),
  };
}

const searched =
  'not testable by permutation: the pairs of blocks were searched for, and every draw would have to search again';

/** The test is about Fisher's combination itself: relabelled units give other matchings, and these other combinations. */
function rankPermutationTest(
  {
    variant: { statistic },
    drawn,
    ...run
  }: { variant: StatisticVariant; drawn?: readonly Float64Array[] } & Pick<TraceRun, 'relabellings' | 'untestable'>,
  blocks: readonly BlockResult[],
): { permutationTest?: PermutationTest } {
  if (drawn === undefined) {
    const ranked = statistic === 'csu' || statistic === 'csh';
    return ranked && run.relabellings.count > 0 ? { permutationTest: { testable: false, reason: searched } } : {};
  }
  const [observed, ...draws] = combineDraws(drawn.filter((_, index) => isCounted(blocks[index])));
  return permutationTest(
    { ...run, relabellings: { ...run.relabellings, what: 'the hidden units of every block' } },
    {
      ...{ observed, drawn: draws, extreme: 'small', sided: 'two' },
      direction:
        'small p: the ranks of the two models agree more, or are reversed more, than those of relabelled units; rho of the blocks tells which',
    },
  );
}

/** Pairs that were fixed beforehand. */
function inOrder(blocks: BlockResult[]): Pick<BestPairing, 'blocks' | 'log10PValue'> {
  return { blocks, log10PValue: combinedLog10PValue(blocks) };
}

/** The first blocks keep the matchings that they list, as far as a row of the database has room. */
function withinRow(blocks: readonly BlockResult[]): BlockResult[] {
  let units = 0;
  return blocks.map(({ matchings, ...block }) => {
    units += block.units;
    return matchings === undefined || units > maxListedUnits ? block : { ...block, matchings };
  });
}

/** Below 1e-300 a double would soon be 0, which no p-value is. */
function printablePValue(log10PValue: number): StatisticResult['pValue'] {
  return log10PValue < -300 ? '<1e-300' : 10 ** log10PValue;
}
