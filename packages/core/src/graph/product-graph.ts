import { graphBuilder } from './graph-builder.ts';
import type { FloatType } from './onnx-model.ts';

/** One matrix product, `a` times `b`, either of them transposed: -> `product` [m, n]. */
export function productGraph({ dtype, transposeA, transposeB }: ProductGraphOptions): Uint8Array {
  const graph = graphBuilder({ dtype });
  const a = graph.input('a', transposeA ? ['k', 'm'] : ['m', 'k']);
  const b = graph.input('b', transposeB ? ['n', 'k'] : ['k', 'n']);
  const attributes = { transA: { int: transposeA ? 1 : 0 }, transB: { int: transposeB ? 1 : 0 } };
  graph.output('product', graph.node('Gemm', [a, b], { attributes }), ['m', 'n']);
  return graph.build('product');
}

export interface ProductGraphOptions {
  readonly dtype: FloatType;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}
