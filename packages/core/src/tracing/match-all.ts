import { allBlockPairs } from './all-block-pairs.ts';
import { localisedResult } from './localised-result.ts';
import { match, matchForm } from './match.ts';
import type { Statistic } from './statistic.ts';

const statistic = 'match-all';

/** match of every block of the model with every block of the base: which part came from which. */
export const matchAll: Statistic = {
  id: statistic,
  variants: match.variants.map((variant) => ({ ...variant, statistic })),
  needs: (models) => ({ ...match.needs(models), pairs: false, allPairs: true }),
  async run(run) {
    const { variant, views } = matchForm(run);
    const blocks = await allBlockPairs(run, views, statistic);
    const result = localisedResult({ ...run, variant: { ...variant, statistic }, metric: views.metric, blocks });
    return { group: 'localised', result };
  },
};
