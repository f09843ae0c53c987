import { ModelTraceError } from '../../errors.ts';
import { assertFinite, assertSquare } from './assert-square.ts';
import { completePolarFactor } from './complete-polar-factor.ts';
import type { Product } from './product.ts';

/** Singular values down to this part of the largest converge by products alone. */
const smallestRatio = 1e-6;
/** A larger step would take the largest singular value below the smallest, and its digits with it (Chen and Chow). */
const largestScale = 1.69770248526;
/** Steps of plain Newton-Schulz, which square what is missing, after which nothing is missing. */
const polishingSteps = 4;

/**
 * The orthogonal polar factor U V^T of a square matrix A = U S V^T: the orthogonal matrix nearest to A, and the solution
 * of the orthogonal Procrustes problem. Where A has a null space the factor is not unique: left and right null vectors are then
 * paired arbitrarily, and only what is orthogonal to them is determined.
 *
 *   X_0 = A / ||A||,  X <- s X (3 I - s^2 X^T X) / 2,  until ||X^T X - I||_F is rounding
 *
 * Newton-Schulz, s chosen for the interval [l, 1] that holds the singular values: l grows by 2.5 a step. What was below 1e-6 of
 * the largest has not arrived then: its directions, few as a rule, are split off and solved in the same way.
 * The result is that of A changed by some eps ||A||: directions of singular value s are determined to eps ||A|| / s.
 * @param a  [n, n] row-major float64, finite; not written
 * @returns Q [n, n], ||Q^T Q - I||_F <= 16 sqrt(n) eps
 * @throws STATS_SHAPE, STATS_NON_FINITE, STATS_NOT_CONVERGED
 * About 45 products of n x n matrices. Sources: Schoenemann 1966, doi:10.1007/BF02289451; Higham, Functions of Matrices, 8.3;
 * J. Chen and E. Chow 2014, A stable scaling of Newton-Schulz, ANL/MCS-P5059-0114.
 */
export async function polarFactor(options: {
  a: Float64Array;
  n: number;
  product: Product;
  signal?: AbortSignal;
}): Promise<Float64Array> {
  const { a, n, product, signal } = options;
  assertSquare(a, n);
  assertFinite(a);
  if (a.every((value) => value === 0)) return identity(n);
  let x = await normalized({ a, n, product });
  for (let l = smallestRatio; 1 - l > 1e-8; ) {
    signal?.throwIfAborted();
    const scale = Math.min(Math.sqrt(3 / (1 + l + l * l)), largestScale);
    x = await newtonSchulz({ x, n, scale, product });
    l = (scale * l * (3 - (scale * l) ** 2)) / 2;
  }
  x = await newtonSchulz({ x, n, scale: 1, product });
  if (await isOrthogonal({ x, n, product })) return x;
  const polar = (small: Float64Array, size: number) => polarFactor({ a: small, n: size, product, signal });
  x = await completePolarFactor({ x, n, product, polar });
  for (let step = 0; step < polishingSteps; step++) {
    x = await newtonSchulz({ x, n, scale: 1, product });
    if (await isOrthogonal({ x, n, product })) return x;
  }
  throw new ModelTraceError('STATS_NOT_CONVERGED', `The polar factor of a ${n} x ${n} matrix does not converge`);
}

interface Step {
  x: Float64Array;
  n: number;
  product: Product;
}

/** A / bound, 1 >= largest singular value >= n^(-1/4). */
async function normalized(options: { a: Float64Array; n: number; product: Product }): Promise<Float64Array> {
  const { a, n, product } = options;
  let largest = 0;
  for (const value of a) largest = Math.max(largest, Math.abs(value));
  const x = a.map((value) => value / largest); // squares neither overflow nor vanish
  const gram = await gramOfColumns({ x, n, product });
  let squares = 0;
  for (const value of gram) squares += value * value;
  const bound = Math.sqrt(Math.sqrt(squares)) * (1 + 1e-12); // ||X^T X||_F >= the largest singular value, squared
  return x.map((value) => value / bound);
}

/** s X (3 I - s^2 X^T X) / 2 */
async function newtonSchulz({ x, n, scale, product }: Step & { scale: number }): Promise<Float64Array> {
  const factor = await gramOfColumns({ x, n, product });
  for (let at = 0; at < factor.length; at++) factor[at] *= -0.5 * scale ** 3;
  for (let i = 0; i < n; i++) factor[i * n + i] += 1.5 * scale;
  return product({ a: x, b: factor, m: n, k: n, n });
}

async function isOrthogonal(step: Step): Promise<boolean> {
  const gram = await gramOfColumns(step);
  let squares = 0;
  for (let at = 0; at < gram.length; at++) squares += (gram[at] - (at % (step.n + 1) === 0 ? 1 : 0)) ** 2;
  return Math.sqrt(squares) <= 16 * Math.sqrt(step.n) * Number.EPSILON; // rounding alone leaves about 1.5
}

const gramOfColumns = ({ x, n, product }: Step) => product({ a: x, b: x, m: n, k: n, n, transposeA: true });

function identity(n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) result[i * n + i] = 1;
  return result;
}
