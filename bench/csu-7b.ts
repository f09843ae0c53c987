import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cli, measuredNode } from './measured-process.ts';
import { tokenizerFrom } from './perplexity-124m.ts';
import { type LlamaShape, upProjectionsLlama } from './random-checkpoint.ts';
import type { BenchContext, Benchmark, Row } from './row.ts';

const shape: LlamaShape = {
  layers: 32,
  hiddenSize: 4096,
  heads: 32,
  kvHeads: 32,
  units: 11008,
  vocabSize: 32000,
  tied: false,
};
const maxSeconds = 240;
const maxMB = 2500;
/** Into the run: products and assignments are under way. */
const stopAfterMs = 20_000;
const maxStopSeconds = 1.5;

/**
 * csu of two independent 7B Llama shapes in BF16 from files of 13 GB that are holes except for the up projections, by the command
 * line in a cold process; and how long it takes to end when it is interrupted.
 */
export const csu7b: Benchmark = { name: 'csu-7b', run };

async function run({ workDir, say }: BenchContext): Promise<Row[]> {
  const dirs = [join(workDir, 'base-7b'), join(workDir, 'other-7b')];
  say('writing 2 x 2.9 GB');
  for (const [i, dir] of dirs.entries()) await upProjectionsLlama({ dir, shape, tokenizerFrom, seed: 21 + i });
  const args = [cli, 'trace', dirs[1], '--base', dirs[0], '--statistic', 'csu', '--json'];
  say('interrupted');
  const stop = await secondsToStop(args);
  say('whole');
  const { wallSeconds, peakMiB } = await measuredNode({ args, workDir });
  const peak = peakMiB * 1.048576;
  const alone = { peer: null, peerValue: null, ratio: null };
  // Of every multiply-add of the products, 32 x 11,008^2 x 4,096.
  const gigaflops = (shape.layers * 2 * shape.units ** 2 * shape.hiddenSize) / 1e9 / wallSeconds;
  const note = `${gigaflops.toFixed(0)} GFLOP/s in float32 products over the whole run`;
  return [
    {
      name: 'csu-7b',
      value: wallSeconds,
      unit: 's',
      ...alone,
      goal: `< ${maxSeconds} s`,
      met: wallSeconds < maxSeconds,
      note,
    },
    { name: 'csu-7b-memory', value: peak, unit: 'MB', ...alone, goal: `< ${maxMB} MB`, met: peak < maxMB },
    {
      name: 'csu-7b-stop',
      value: stop,
      unit: 's',
      ...alone,
      goal: `< ${maxStopSeconds} s`,
      met: stop < maxStopSeconds,
    },
  ];
}

/** From SIGINT to the end of the process. */
async function secondsToStop(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  await new Promise((resolve) => setTimeout(resolve, stopAfterMs));
  const asked = performance.now();
  child.kill('SIGINT');
  const code = await ended;
  if (code !== 130) throw new Error(`an interrupted trace ended with ${code}`);
  return (performance.now() - asked) / 1000;
}
