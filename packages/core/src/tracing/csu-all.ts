import { allBlockPairs } from './all-block-pairs.ts';
import { phiU } from './csu.ts';
import { localisedResult } from './localised-result.ts';
import type { Statistic } from './statistic.ts';
import { weightViews } from './weight-views.ts';

const variant = { ...phiU, statistic: 'csu-all' } as const;

/**
 * csu of every block of the model with every block of the base. Only up projections: their rows are hidden units, whose order
 * the null hypothesis speaks of; the gate has the same order and says nothing more, and the coordinates of other matrices
 * (residual stream, heads) are not exchangeable one by one.
 */
export const csuAll: Statistic = {
  id: 'csu-all',
  variants: [variant],
  run: async (run) => ({
    group: 'localised',
    result: localisedResult({
      ...run,
      variant,
      metric: 'cosine',
      blocks: await allBlockPairs(run, weightViews, 'csu-all'),
    }),
  }),
};
