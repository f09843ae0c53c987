import { orthonormalRange } from './orthonormal-range.ts';
import type { Product } from './product.ts';

/** 1 - s^2 below which a singular value s counts as arrived at 1: what is left, a step of Newton-Schulz takes away. */
const arrived = 1e-10;

/**
 * Where Newton-Schulz has taken all singular values of X to 1 but those too small to arrive, those are taken to 1 by the same
 * method on their own r directions:
 *
 *   V [r, n] spans the range of I - X^T X,  X' = X - (X V^T) V,  U [r, n] spans the range of I - X' X'^T,
 *   X' + U^T polar(U X V^T) V
 */
export async function completePolarFactor(options: {
  x: Float64Array;
  n: number;
  product: Product;
  /** Polar factor of a smaller matrix [n, n]. */
  polar: (a: Float64Array, n: number) => Promise<Float64Array>;
}): Promise<Float64Array> {
  const { x, n, product, polar } = options;
  const gram = await product({ a: x, b: x, m: n, k: n, n, transposeA: true });
  const { basis: right, rank: r } = orthonormalRange({ a: complement(gram, n), n, smallest: arrived });
  const images = await product({ a: x, b: right, m: n, k: n, n: r, transposeB: true }); // X V^T [n, r]
  const rest = difference(x, await product({ a: images, b: right, m: n, k: r, n }));
  const outer = await product({ a: rest, b: rest, m: n, k: n, n, transposeB: true });
  const { basis: left } = orthonormalRange({ a: complement(outer, n), n, smallest: 0, rank: r });
  const small = await product({ a: left, b: images, m: r, k: n, n: r }); // U X V^T [r, r]
  const turn = await polar(small, r);
  const turned = await product({ a: turn, b: right, m: r, k: r, n }); // [r, n]
  const completion = await product({ a: left, b: turned, m: n, k: r, n, transposeA: true });
  return rest.map((value, at) => value + completion[at]);
}

/** I - A */
function complement(a: Float64Array, n: number): Float64Array {
  return a.map((value, at) => (at % (n + 1) === 0 ? 1 - value : -value));
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, at) => value - b[at]);
}
