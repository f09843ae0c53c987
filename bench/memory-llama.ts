import { join } from 'node:path';
import { cli, measuredNode } from './measured-process.ts';
import { tokenizerFrom } from './perplexity-124m.ts';
import { type LlamaShape, sparseLlama } from './random-checkpoint.ts';
import type { BenchContext, Benchmark, Row } from './row.ts';

interface Shape {
  name: string;
  shape: LlamaShape;
  maxMB: number;
  note: string;
}

const shapes: readonly Shape[] = [
  {
    name: 'memory-7b',
    shape: { layers: 32, hiddenSize: 4096, heads: 32, kvHeads: 32, units: 11008, vocabSize: 32000, tied: false },
    maxMB: 2500,
    note: 'weights are holes of the file',
  },
  {
    // Its 80 layers take some ten minutes; that depth costs no memory is what depth-memory measures.
    name: 'memory-70b',
    shape: { layers: 4, hiddenSize: 8192, heads: 64, kvHeads: 8, units: 28672, vocabSize: 32000, tied: false },
    maxMB: 8000,
    note: '4 of its 80 layers: no more than two are in memory, see depth-memory; weights are holes of the file',
  },
];

/** Peak memory of the passage by Llama shapes in BF16, by the command line in a cold process. Megabytes of 10^6 bytes. */
export const memoryLlama: readonly Benchmark[] = shapes.map((one) => ({
  name: one.name,
  run: (context) => run(one, context),
}));

async function run({ name, shape, maxMB, note }: Shape, { workDir, say }: BenchContext): Promise<Row[]> {
  const dir = join(workDir, name);
  await sparseLlama({ dir, shape, tokenizerFrom });
  say(`${shape.layers} layers`);
  const { stdout, peakMiB } = await measuredNode({ args: [cli, 'perplexity', dir, '--json'], workDir });
  // All weights are zero: each token is as likely as another.
  const { perplexity } = JSON.parse(stdout) as { perplexity: number };
  if (Math.abs(perplexity / shape.vocabSize - 1) > 1e-6) throw new Error(`perplexity ${perplexity}`);
  const value = (peakMiB * 2 ** 20) / 1e6;
  return [
    {
      name,
      value,
      unit: 'MB',
      peer: null,
      peerValue: null,
      ratio: null,
      goal: `< ${maxMB} MB`,
      met: value < maxMB,
      note,
    },
  ];
}
