import { relabellingNull } from '../relabelling/permutation-test.ts';
import type { Statistic } from '../statistic.ts';
import { parameterDistances, parametersDirection } from './parameter-distances.ts';

/**
 * phi_l2 (arXiv 2502.12292): the Euclidean distance of all parameters, ||a - b||. Under a relabelling only the inner product
 * changes, ||a - b||^2 = ||a||^2 + ||b||^2 - 2 <a, b>, so its permutation test is that of `cos`.
 */
export const l2: Statistic = {
  id: 'l2',
  variants: [
    {
      ...{ statistic: 'l2', variant: 'phi_l2', validity: 'exact', direction: parametersDirection },
      null: relabellingNull('the hidden units of every block and the residual stream'),
    },
  ],
  run: async (run) => ({ group: 'distances', result: (await parameterDistances(run)).l2 }),
};
