import { relabellingNull } from '../relabelling/permutation-test.ts';
import type { Statistic } from '../statistic.ts';
import { parameterDistances, parametersDirection } from './parameter-distances.ts';

/** The cosine of all parameters, <a, b> / (||a|| ||b||): unlike `l2` blind to a common factor. */
export const cos: Statistic = {
  id: 'cos',
  variants: [
    {
      ...{ statistic: 'cos', variant: 'cosine of parameters', validity: 'exact', direction: parametersDirection },
      null: relabellingNull('the hidden units of every block and the residual stream'),
    },
  ],
  run: async (run) => ({ group: 'distances', result: (await parameterDistances(run)).cos }),
};
