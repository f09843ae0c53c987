import { join } from 'node:path';
import { cli, measuredNode, peer } from './measured-process.ts';
import { tokenizerFrom } from './perplexity-124m.ts';
import { randomGpt2 } from './random-checkpoint.ts';
import type { BenchContext, Benchmark, Row } from './row.ts';

const maxSeconds = 25;
const maxRatio = 1 / 40;
const tokens = 4096;
/** Blocks that the peer computes; it is scaled to all twelve. */
const peerBlocks = 1;

/**
 * csu, csh and match of two independent 124M GPT-2 shapes on 4,096 tokens, by the command line in a cold process; and the way of the
 * reference code, which evaluates the tokens four times for each block.
 */
export const trace124m: Benchmark = { name: 'trace-124m', run };

async function run({ workDir, python, say }: BenchContext): Promise<Row[]> {
  const dirs = [join(workDir, 'base-124m'), join(workDir, 'other-124m')];
  for (const [i, dir] of dirs.entries()) await randomGpt2({ dir, layers: 12, seed: 11 + i, tokenizerFrom });
  say('trace');
  const args = [cli, 'trace', dirs[1], '--base', dirs[0], '--statistic', 'csu,csh,match', '--json'];
  const { wallSeconds: value, peakMiB } = await measuredNode({ args, workDir });
  say('peer');
  const peerValue =
    python === null
      ? null
      : (await peer(python, 'reference_trace.py', [...dirs, String(tokens), String(peerBlocks)])).output.seconds;
  const ratio = peerValue === null ? null : value / peerValue;
  const measured = { value, unit: 's', peer: 'the reference code’s way, torch and SciPy', peerValue, ratio };
  const note =
    peerValue === null
      ? 'peer not run: BENCH_PYTHON is not set'
      : `the peer's time is that of ${peerBlocks} of 12 blocks, scaled; peak memory ${peakMiB.toFixed(0)} MiB`;
  return [
    { name: 'trace-124m', ...measured, goal: `< ${maxSeconds} s`, met: value < maxSeconds, note },
    {
      name: 'trace-124m-vs-reference',
      ...measured,
      goal: `ratio <= ${maxRatio}`,
      met: ratio !== null && ratio <= maxRatio,
      note,
    },
  ];
}
