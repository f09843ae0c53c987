import type { MatrixRef } from '../architectures/index.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';

/**
 * y = x W + b for x [N, inputs]. Gemm takes either layout of W as it is stored: with transB as fast as on a
 * transposed copy (200 to 350 GFLOP/s on 2 cores from 100 to 2,048 rows), so nothing is ever transposed.
 */
export function linear(graph: GraphBuilder, x: Value, { input, ref }: { input: string; ref: MatrixRef }): Value {
  const bias = ref.bias === undefined ? [] : [`${input}.bias`];
  return graph.node('Gemm', [x, `${input}.weight`, ...bias], {
    attributes: { transB: { int: ref.layout === 'out-in' ? 1 : 0 } },
  });
}
