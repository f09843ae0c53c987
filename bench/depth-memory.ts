import { join } from 'node:path';
import { cli, measuredNode } from './measured-process.ts';
import { tokenizerFrom } from './perplexity-124m.ts';
import { randomGpt2 } from './random-checkpoint.ts';
import { type BenchContext, type Benchmark, median, type Row } from './row.ts';

const runs = 3;
const maxRatio = 1.1;

/** Peak memory of the same width with 48 layers against 12: the engine holds layers, not models. */
export const depthMemory: Benchmark = { name: 'depth-memory', run };

async function run({ workDir, say }: BenchContext): Promise<Row[]> {
  const peak = async (layers: number) => {
    const dir = join(workDir, `gpt2-${layers}-layers`);
    await randomGpt2({ dir, layers, seed: layers, tokenizerFrom });
    const peaks: number[] = [];
    for (let i = 1; i <= runs; i++) {
      say(`${layers} layers, run ${i} of ${runs}`);
      peaks.push((await measuredNode({ args: [cli, 'perplexity', dir, '--json'], workDir })).peakMiB);
    }
    return median(peaks);
  };
  const shallow = await peak(12);
  const deep = await peak(48);
  const ratio = deep / shallow;
  return [
    {
      name: 'depth-memory',
      value: deep,
      unit: 'MiB',
      peer: 'the same with 12 layers',
      peerValue: shallow,
      ratio,
      goal: `ratio <= ${maxRatio}`,
      met: ratio <= maxRatio,
    },
  ];
}
