import { writeFile } from 'node:fs/promises';
import { matrixProduct } from '@model-trace/core/engine';
import { xorshift32 } from './random-checkpoint.ts';

/**
 * Writes the cosines of two sets of rows, a float32 matrix [n, n]: argv = path, n, width d, seed, and whether the second set is
 * the first, permuted, plus noise of 0.1 (first row) to 1.0 (last) times its size.
 */
const [path, size, width, seed, isRelated] = process.argv.slice(2);
const [n, d] = [Number(size), Number(width)];
const related = isRelated === 'true';
await writeFile(path, new Uint8Array((await cosines(Number(seed))).buffer));

/** a b^T [n, n] of rows of norm 1. */
async function cosines(seed: number): Promise<Float32Array> {
  const a = normalRows(2 * seed);
  const b = normalRows(2 * seed + 1);
  for (let i = 0; related && i < n; i++) {
    const noise = 0.1 + (0.9 * i) / (n - 1);
    const from = ((i * 1229 + 7) % n) * d; // 1229 is a prime that does not divide n: a permutation
    for (let j = 0; j < d; j++) b[i * d + j] = a[from + j] + noise * b[i * d + j];
  }
  for (const rows of [a, b]) normalizeRows(rows);
  return matrixProduct({ a, b, m: n, k: d, n, transposeB: true });
}

/** Nearly normal numbers: sums of four uniform ones. */
function normalRows(seed: number): Float32Array {
  const uniform = xorshift32(seed);
  const rows = new Float32Array(n * d);
  for (let i = 0; i < rows.length; i++) rows[i] = uniform() + uniform() + uniform() + uniform() - 2;
  return rows;
}

function normalizeRows(rows: Float32Array): void {
  for (let start = 0; start < rows.length; start += d) {
    let squared = 0;
    for (let i = start; i < start + d; i++) squared += rows[i] * rows[i];
    const inverse = 1 / Math.sqrt(squared);
    for (let i = start; i < start + d; i++) rows[i] *= inverse;
  }
}
