import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linearAssignment } from '@model-trace/core/stats';
import { peer } from './measured-process.ts';
import { xorshift32 } from './random-checkpoint.ts';
import { type BenchContext, type Benchmark, median, type Row } from './row.ts';

const n = 3072;
const d = 768;
const runs = 3;

/** Assignment of independent unit rows by cosine, n = 3072, d = 768: ours against SciPy on the same matrix, in turn. */
export const lap3072Independent: Benchmark = { name: 'lap-3072-independent', run };

async function run({ workDir, python, say }: BenchContext): Promise<Row[]> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i <= runs; i++) {
    say(`matrix ${i} of ${runs}${i === 0 ? ' (warm-up)' : ''}`);
    const cost = cosines(unitRows(2 * i + 1), unitRows(2 * i + 2));
    const path = join(workDir, 'cost.f64');
    await writeFile(path, new Uint8Array(cost.buffer));
    const started = performance.now();
    const { total } = linearAssignment({ cost, rows: n, cols: n, maximize: true });
    if (i > 0) ours.push((performance.now() - started) / 1000);
    if (python === null) continue;
    const { output } = await peer(python, 'linear_sum_assignment.py', [path, String(n), String(n)]);
    if (Math.abs(output.total - total) > 1e-9 * Math.abs(total)) {
      throw new Error(`SciPy's optimum is ${output.total}, ours ${total}`);
    }
    if (i > 0) theirs.push(output.seconds);
  }
  const value = median(ours);
  const peerValue = theirs.length > 0 ? median(theirs) : null;
  const ratio = peerValue === null ? null : value / peerValue;
  return [
    {
      name: 'lap-3072-independent',
      value,
      unit: 's',
      peer: 'SciPy linear_sum_assignment',
      peerValue,
      ratio,
      goal: 'ratio <= 1',
      met: ratio !== null && ratio <= 1,
      ...(peerValue === null ? { note: 'peer not run: BENCH_PYTHON is not set' } : {}),
    },
  ];
}

/** Rows of norm 1. [n, d] */
function unitRows(seed: number): Float64Array {
  const uniform = xorshift32(seed);
  const rows = Float64Array.from({ length: n * d }, () => uniform() + uniform() + uniform() + uniform() - 2);
  for (let start = 0; start < rows.length; start += d) {
    const row = rows.subarray(start, start + d);
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    for (let i = 0; i < d; i++) row[i] /= norm;
  }
  return rows;
}

/** a b^T [n, n] */
function cosines(a: Float64Array, b: Float64Array): Float64Array {
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += a[i * d + k] * b[j * d + k];
      products[i * n + j] = sum;
    }
  }
  return products;
}
