import { percent, significant, whole } from '../format/number.ts';
import { formatPValue } from '../format/p-value.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { Facts } from '../ui/facts.tsx';
import { VerdictBadge } from '../ui/verdict-badge.tsx';
import { BlockBars } from './block-bars.tsx';
import { permutationFacts } from './permutation-facts.ts';
import type { StatisticResult } from './result-types.ts';

const names: Record<string, string> = {
  csu: 'Weights of each unit',
  csh: 'Activations of each unit',
  match: 'Two matchings of the units',
};

/** One statistic: its p-value, what it assumes, and each block. */
export function StatisticCard({ statistic }: { statistic: StatisticResult }) {
  const { calibration, controls, copies, search, permutationTest } = statistic;
  const units = statistic.blocks.reduce((sum, block) => sum + block.units, 0);
  return (
    <section className="panel statistic" aria-label={`Statistic ${statistic.statistic}`}>
      <header className="statistic-head">
        <h3>
          <code>{statistic.statistic}</code> {names[statistic.statistic] ?? ''}{' '}
          <span className="muted">{statistic.variant}</span>
        </h3>
        <p className="statistic-p number">p = {formatPValue(statistic.log10PValue)}</p>
        <VerdictBadge verdict={statistic.verdict} />
      </header>
      <BlockBars label={`Blocks by ${statistic.statistic}`} blocks={statistic.blocks} />
      {controls && (
        <Disclosure title={`Negative controls: ${controls.pairs.length} pairs of different blocks`}>
          <BlockBars label={`Controls by ${statistic.statistic}`} blocks={controls.pairs} />
        </Disclosure>
      )}
      <Facts
        facts={[
          ['Null hypothesis', statistic.null],
          ['Small p', `${statistic.direction} (${statistic.sided}-sided)`],
          [
            'The p-value is',
            statistic.validity === 'exact' ? 'exact under that null' : 'empirical: calibrated on trained models only',
          ],
          [
            'Agreeing units',
            `${percent(statistic.agreeingFraction)} of ${whole(units)}, where chance gives about 1 in each block`,
          ],
          ['Verdict', statistic.verdictRule],
          [
            'Other forms',
            statistic.otherForms
              ?.map((other) => `${other.variant}: p = ${formatPValue(other.log10PValue)}, ${other.verdict}`)
              .join('; ') ?? null,
          ],
          ['Pairs of blocks', search?.rule ?? null],
          ['Copied layers', copies ? copiesText(statistic.blocks, copies) : null],
          [
            'On independent models',
            calibration === undefined
              ? null
              : calibration === null
                ? notLookedAt[statistic.validity]
                : `${percent(calibration.rejectionRate)} of ${whole(calibration.blockPairs)} pairs of blocks had p < 0.001 (${calibration.source})`,
          ],
          ['Negative controls', controls ? controlsText(controls) : null],
          ...(permutationTest ? permutationFacts(permutationTest) : []),
          ['Metric', statistic.metric],
          [
            'Mean rho',
            significant(
              statistic.blocks.reduce((sum, { rho }) => sum + rho, 0) / Math.max(1, statistic.blocks.length),
              3,
            ),
          ],
        ]}
      />
    </section>
  );
}

/** Of a variant whose p-values nobody took of independent models: what then follows from them (`calibrated-verdict.ts`). */
const notLookedAt = {
  exact: 'nobody looked: the p-value rests on its null, under which it is exact',
  empirical: 'nobody looked, so that no verdict follows unless the request named a threshold',
};

/** Which blocks are not counted, and why. */
function copiesText(blocks: StatisticResult['blocks'], { rule }: NonNullable<StatisticResult['copies']>): string {
  const left = blocks.flatMap(({ block, copyOf }) => (copyOf === undefined ? [] : [`${block} (as ${copyOf})`]));
  return `block ${left.join(', ')} not counted. ${rule}`;
}

/** What blocks that have no reason to be related say. */
function controlsText({ medianLog10PValue, areSmall, rule }: NonNullable<StatisticResult['controls']>): string {
  const said = areSmall
    ? 'small too, so that this statistic finds as much between blocks that have no reason to be related, and says derived of nothing here'
    : 'not small, so the verdict stands. They compare blocks at different depths, of a large block only a part, and so do not exclude that units of independent models converge at equal depth';
  return `median p = ${formatPValue(medianLog10PValue)}: ${said}. ${rule}`;
}
