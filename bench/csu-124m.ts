import { join } from 'node:path';
import { cli, measuredNode } from './measured-process.ts';
import { tokenizerFrom } from './perplexity-124m.ts';
import { randomGpt2 } from './random-checkpoint.ts';
import { type BenchContext, type Benchmark, median, type Row } from './row.ts';

const runs = 3;
const maxSeconds = 12;

/** csu of two independent 124M GPT-2 shapes by the command line in a cold process. */
export const csu124m: Benchmark = { name: 'csu-124m', run };

async function run({ workDir, say }: BenchContext): Promise<Row[]> {
  const dirs = [join(workDir, 'base-124m'), join(workDir, 'other-124m')];
  for (const [i, dir] of dirs.entries()) await randomGpt2({ dir, layers: 12, seed: 11 + i, tokenizerFrom });
  const seconds: number[] = [];
  for (let i = 0; i <= runs; i++) {
    say(`run ${i} of ${runs}${i === 0 ? ' (warm-up: page cache)' : ''}`);
    const args = [cli, 'trace', dirs[1], '--base', dirs[0], '--statistic', 'csu', '--json'];
    const { wallSeconds } = await measuredNode({ args, workDir });
    if (i > 0) seconds.push(wallSeconds);
  }
  const value = median(seconds);
  return [
    {
      name: 'csu-124m',
      value,
      unit: 's',
      peer: null,
      peerValue: null,
      ratio: null,
      goal: `< ${maxSeconds} s`,
      met: value < maxSeconds,
    },
  ];
}
