import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measuredNode, peer } from './measured-process.ts';
import { type BenchContext, type Benchmark, median, type Row } from './row.ts';

interface Problem {
  name: string;
  n: number;
  d: number;
  /** Rows of b are rows of a, permuted, plus noise of 0.1 (first row) to 1.0 (last) times their size. */
  related: boolean;
  matrices: number;
  maxRatio: number;
  maxMB?: number;
}

const problems: readonly Problem[] = [
  { name: 'lap-3072-independent', n: 3072, d: 768, related: false, matrices: 3, maxRatio: 1 / 3 },
  { name: 'lap-3072-related', n: 3072, d: 768, related: true, matrices: 3, maxRatio: 1 / 10 },
  { name: 'lap-11008-independent', n: 11008, d: 4096, related: false, matrices: 1, maxRatio: 1 / 10, maxMB: 1000 },
];
const scriptOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Assignment by the cosines of two sets of rows, certified, against SciPy on the same float32 matrix, each reading it in a
 * process of its own, in turn. The limit is memory: `lap-11008-independent` passes three times over 485 MB.
 */
export const assignments: readonly Benchmark[] = problems.map((problem) => ({
  name: problem.name,
  run: (context) => run(problem, context),
}));

async function run(problem: Problem, { workDir, python, say }: BenchContext): Promise<Row[]> {
  const { name, n, d, related, matrices, maxRatio, maxMB } = problem;
  const path = join(workDir, 'cost.f32');
  const ours: number[] = [];
  const theirs: number[] = [];
  const peaks: number[] = [];
  for (let i = 1; i <= matrices; i++) {
    say(`matrix ${i} of ${matrices}`);
    // By a process of its own: a child's peak memory counts what its parent has when it starts.
    await measuredNode({
      args: [scriptOf('write-cosines.ts'), path, String(n), String(d), String(i), String(related)],
      workDir,
    });
    const { stdout, peakMiB } = await measuredNode({ args: [scriptOf('assign-file.ts'), path, String(n)], workDir });
    const measured = JSON.parse(stdout) as { seconds: number; total: number };
    ours.push(measured.seconds);
    peaks.push(peakMiB * 1.048576);
    if (python === null) continue;
    const { output } = await peer(python, 'linear_sum_assignment.py', [path, String(n), String(n)]);
    // A comparison of speed is one only if both found the optimum.
    if (Math.abs(output.total - measured.total) > 1e-9 * Math.abs(output.total)) {
      throw new Error(`SciPy's optimum is ${output.total}, ours ${measured.total}`);
    }
    theirs.push(output.seconds);
  }
  const value = median(ours);
  const peerValue = theirs.length > 0 ? median(theirs) : null;
  const ratio = peerValue === null ? null : value / peerValue;
  const time: Row = {
    name,
    value,
    unit: 's',
    peer: 'SciPy linear_sum_assignment',
    peerValue,
    ratio,
    goal: `ratio <= ${maxRatio.toFixed(3)}`,
    met: ratio !== null && ratio <= maxRatio,
    ...(peerValue === null ? { note: 'peer not run: BENCH_PYTHON is not set' } : {}),
  };
  if (maxMB === undefined) return [time];
  const peak = median(peaks);
  const memory = { unit: 'MB', peer: null, peerValue: null, ratio: null, goal: `< ${maxMB} MB`, met: peak < maxMB };
  return [time, { name: `${name}-memory`, value: peak, ...memory }];
}
