import type { DistanceResult } from '../../results/index.ts';
import { permutationTest } from '../relabelling/permutation-test.ts';
import type { TraceRun } from '../trace-run.ts';
import { parameterProducts } from './parameter-products.ts';

export const parametersDirection =
  'small p: the parameters of the two models lie closer together as they are named than under other names of the same function';

/** `l2` and `cos` from one pass over the weights. @throws TRACE_PARAMETERS_MISMATCH, STATS_NON_FINITE */
export function parameterDistances(run: TraceRun): Promise<{ l2: DistanceResult; cos: DistanceResult }> {
  return run.once('parameter distances', async () => {
    const { squaredA, squaredB, squaredDifference, product, permuted, rounding, distances, ...counted } =
      await parameterProducts(run);
    const lengths = Math.sqrt(squaredA) * Math.sqrt(squaredB);
    const sums = [...distances.values()].reduce((sum, distance) => sum + distance, 0);
    const common = {
      ...{ parameters: counted.parameters, tensors: counted.tensors, leftOut: [...counted.leftOut] },
      ...permutationTest(run, {
        ...{ observed: product, drawn: permuted, extreme: 'large', direction: parametersDirection },
        tolerance: rounding,
      }),
    };
    return {
      l2: {
        ...{ statistic: 'l2', value: Math.sqrt(squaredDifference) },
        relative: Math.sqrt(squaredDifference / squaredA),
        meanTensorDistance: sums / distances.size,
        ...common,
      },
      cos: { statistic: 'cos', value: product / lengths, ...common },
    };
  });
}
