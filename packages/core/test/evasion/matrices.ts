import type { SeededRandom } from '../../src/tracing/seeded-random.ts';
import type { Matrix } from './model-data.ts';

/** The same matrix with the indices of one dimension in another order, or fewer of them: new i is old order[i]. */
export function reordered({ shape, data }: Matrix, axis: number, order: ArrayLike<number>): Matrix {
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const outer = shape.slice(0, axis).reduce((a, b) => a * b, 1);
  const result = new Float32Array(outer * order.length * inner);
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < order.length; i++) {
      const from = (o * shape[axis] + order[i]) * inner;
      result.set(data.subarray(from, from + inner), (o * order.length + i) * inner);
    }
  return { shape: shape.map((size, i) => (i === axis ? order.length : size)), data: result };
}

/** Every vector along one dimension times a square matrix: x -> x Q. In float64. */
export function rotatedAlong({ shape, data }: Matrix, axis: number, q: Float64Array): Matrix {
  const d = shape[axis];
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const result = new Float32Array(data.length);
  for (let base = 0; base < data.length; base += d * inner)
    for (let k = 0; k < inner; k++)
      for (let j = 0; j < d; j++) {
        let sum = 0;
        for (let i = 0; i < d; i++) sum += data[base + i * inner + k] * q[i * d + j];
        result[base + j * inner + k] = sum;
      }
  return { shape, data: result };
}

/** Each index of one dimension times its own factor. */
export function scaledAlong({ shape, data }: Matrix, axis: number, factors: ArrayLike<number>): Matrix {
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  return { shape, data: data.map((value, i) => value * factors[Math.floor(i / inner) % shape[axis]]) };
}

/** Sum of a times one matrix and b times another. */
export const combined = (x: Matrix, y: Matrix, [a, b]: [number, number]): Matrix => ({
  shape: x.shape,
  data: x.data.map((value, i) => a * value + b * y.data[i]),
});

/** A random orthogonal matrix [d, d] that maps the all-ones vector to itself: LayerNorm's mean stays what it is. */
export function rotationKeepingOnes(d: number, random: SeededRandom): Float64Array {
  // Gram-Schmidt: the first row is ones / sqrt(d), the others are random; A = rows, Q = A^T B with another such B.
  const [a, b] = [orthonormal(d, random), orthonormal(d, random)];
  const q = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) for (let k = 0; k < d; k++) q[i * d + j] += a[k * d + i] * b[k * d + j];
  return q;
}

function orthonormal(d: number, random: SeededRandom): Float64Array {
  const rows = Float64Array.from({ length: d * d }, (_, i) => (i < d ? 1 : gaussian(random)));
  for (let i = 0; i < d; i++)
    for (let pass = 0; pass < 2; pass++) {
      const own = rows.subarray(i * d, (i + 1) * d);
      for (let k = 0; k < i; k++) {
        const other = rows.subarray(k * d, (k + 1) * d);
        const along = own.reduce((sum, value, j) => sum + value * other[j], 0);
        for (let j = 0; j < d; j++) own[j] -= along * other[j];
      }
      const norm = Math.hypot(...own);
      for (let j = 0; j < d; j++) own[j] /= norm;
    }
  return rows;
}

const uniform = (random: SeededRandom) => (random.int(2 ** 30) + 0.5) / 2 ** 30;

/** Box and Muller. */
export const gaussian = (random: SeededRandom): number =>
  Math.sqrt(-2 * Math.log(uniform(random))) * Math.cos(2 * Math.PI * uniform(random));
