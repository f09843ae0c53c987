import { activationViews } from './activation-views.ts';
import { allBlockPairs } from './all-block-pairs.ts';
import { isGated } from './is-gated.ts';
import { localisedResult } from './localised-result.ts';
import { match, phi2v, phiMatch } from './match.ts';
import type { Statistic } from './statistic.ts';
import type { TraceRun } from './trace-run.ts';
import { twoViews } from './two-views.ts';

const statistic = 'match-all';

/** match of every block of the model with every block of the base: which part came from which. */
export const matchAll: Statistic = {
  id: statistic,
  variants: match.variants.map((variant) => ({ ...variant, statistic })),
  needs: (models) => ({ ...match.needs(models), pairs: false, allPairs: true }),
  async run(run) {
    const { variant, views } = formOf(run);
    const blocks = await allBlockPairs(run, views, statistic);
    const result = localisedResult({ ...run, variant: { ...variant, statistic }, metric: views.metric, blocks });
    return { group: 'localised', result };
  },
};

function formOf(run: TraceRun) {
  if (!isGated(run)) return { variant: phi2v, views: twoViews };
  return { variant: phiMatch, views: activationViews(['gate', 'up'], run.metric) };
}
