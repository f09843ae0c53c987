import type {
  BlockResult,
  BlockSource,
  Controls,
  LocalisedPair,
  LocalisedResult,
  MatchMetric,
  OtherPairs,
  Verdict,
} from '../results/index.ts';
import { adjustPValues } from '../stats/index.ts';
import { agreeingFractionOf } from './block-result.ts';
import { type Calibrated, calibratedVerdict } from './calibrated-verdict.ts';
import { controlsTakeBack, otherSourceControls, summarizeControls } from './controls/summarize-controls.ts';
import type { StatisticVariant } from './statistic-variant.ts';

/** All pairs of blocks as one result: p-values adjusted for their number, and for each block of the model its likely source. */
export function localisedResult(options: {
  variant: StatisticVariant;
  metric: MatchMetric;
  blocks: readonly BlockResult[];
  thresholdLog10P?: number;
}): LocalisedResult {
  const { metric, blocks, thresholdLog10P } = options;
  const { calibration = null, ...variant } = options.variant;
  const adjusted = adjustPValues(
    blocks.map(({ log10PValue }) => log10PValue),
    Math.log10,
  );
  const pairs = blocks.map(
    (block, i): LocalisedPair => ({
      ...block,
      log10HolmPValue: adjusted.holm[i],
      log10BenjaminiHochbergPValue: adjusted.benjaminiHochberg[i],
    }),
  );
  const candidatesOf = [...Map.groupBy(pairs, ({ block }) => block).values()];
  const best = candidatesOf.map(likeliest);
  const others = summarizeControls(
    pairs.filter((pair) => !best.includes(pair)),
    otherSourceControls,
  );
  const known = { calibration, validity: variant.validity, thresholdLog10P };
  const sources = best.map((pair) => sourceOf(pair, { ...known, controls: others }));
  const { verdictRule: rule } = calibratedVerdict({ log10PValue: 0, agreeingFraction: 0, ...known });
  return {
    ...variant,
    log10PValue: Math.min(...adjusted.holm),
    verdict: overSources(sources.map((source) => source.verdict)),
    verdictRule:
      `For each block of the model, of the pair with the smallest p-value, adjusted by Holm: ${rule}. ` +
      'Over all: derived if any block is; independent if all are; otherwise inconclusive',
    sided: 'two',
    metric,
    multiplicity:
      `${pairs.length} pairs are tested. Holm: the probability that any pair is called dependent wrongly stays below the level, whatever the tests depend on. ` +
      'Benjamini-Hochberg: the expected share of wrong ones among those called dependent stays below it, for independent or positively dependent tests',
    widths:
      'each unit of the narrower block is assigned one of the wider; under the null hypothesis the ranks of its partners are a uniform permutation',
    sources,
    pairs,
    ...(others !== null && { controls: withoutPairs(others) }),
  };
}

/** They stand among the pairs already. */
function withoutPairs({ pairs, ...controls }: Controls): OtherPairs {
  return controls;
}

/** Smallest p-value; among equal ones (the least there is, when layers are copied) the larger correlation, then the first. */
const likeliest = (candidates: readonly LocalisedPair[]): LocalisedPair =>
  candidates.toSorted((a, b) => a.log10PValue - b.log10PValue || b.rho - a.rho)[0];

function sourceOf(
  { block, baseBlock, log10HolmPValue, agreeing, units }: LocalisedPair,
  how: Calibrated & { controls: Controls | null },
): BlockSource {
  const { controls, ...rule } = how;
  const agreeingFraction = agreeingFractionOf([{ agreeing, units }]);
  const { verdict } = calibratedVerdict({ log10PValue: log10HolmPValue, agreeingFraction, ...rule });
  return {
    ...{ block, baseBlock, log10HolmPValue, agreeingFraction },
    verdict: verdict === 'derived' && controlsTakeBack(controls, agreeingFraction) ? 'inconclusive' : verdict,
  };
}

function overSources(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('derived')) return 'derived';
  return verdicts.every((one) => one === 'independent') ? 'independent' : 'inconclusive';
}
