import { matrixProduct } from '../../engine/index.ts';
import type { MovedTensor } from '../../weights/index.ts';

/**
 * What a gain and a rotation make of a tensor. right: rows x -> (x * gain) Q, each row on its own; left: the transpose of that,
 * for a tensor whose first dimension is the stream: V -> Q^T (gain * V), which needs all of it.
 */
export function linearMove(options: {
  gain: Float64Array | null;
  /** [d, d] row-major; null: the identity. */
  q: Float64Array | null;
  side: 'left' | 'right';
}): MovedTensor['by'] {
  const { gain, q, side } = options;
  return {
    rowwise: side === 'right',
    apply: async (elements, cols) =>
      side === 'right' ? rightMoved(elements, gain, q) : leftMoved(elements, cols, gain, q),
  };
}

async function rightMoved(elements: Float32Array, gain: Float64Array | null, q: Float64Array | null) {
  const rows = Float64Array.from(elements);
  if (gain !== null) for (let i = 0; i < rows.length; i++) rows[i] *= gain[i % gain.length];
  if (q === null) return Float32Array.from(rows);
  const d = Math.sqrt(q.length);
  return Float32Array.from(await matrixProduct({ a: rows, b: q, m: rows.length / d, k: d, n: d }));
}

async function leftMoved(elements: Float32Array, cols: number, gain: Float64Array | null, q: Float64Array | null) {
  const matrix = Float64Array.from(elements);
  if (gain !== null) for (let i = 0; i < matrix.length; i++) matrix[i] *= gain[Math.floor(i / cols)];
  if (q === null) return Float32Array.from(matrix);
  const d = Math.sqrt(q.length);
  return Float32Array.from(await matrixProduct({ a: q, b: matrix, m: d, k: d, n: cols, transposeA: true }));
}
