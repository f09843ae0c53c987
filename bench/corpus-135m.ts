import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measuredNode, peer } from './measured-process.ts';
import { tokenizerFrom } from './perplexity-124m.ts';
import { llama135m, randomLlama } from './random-checkpoint.ts';
import { type BenchContext, type Benchmark, median, type Row } from './row.ts';

const [windows, length] = [16, 2048];
const rounds = 3;
const maxRatio = 1 / 1.2;
const script = fileURLToPath(new URL('score-corpus.ts', import.meta.url));

/** 32k tokens in windows of 2,048 by a 135M Llama shape, in a warm process; transformers doing the same, in turn. */
export const corpus135m: Benchmark = { name: 'corpus-135m', run };

async function run({ workDir, python, say }: BenchContext): Promise<Row[]> {
  const dir = join(workDir, 'llama-135m');
  await randomLlama({ dir, layers: 30, seed: 5, tokenizerFrom, shape: llama135m });
  const size = [windows, length].map(String);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let i = 1; i <= rounds; i++) {
    say(`round ${i} of ${rounds}`);
    const { stdout } = await measuredNode({ args: [script, dir, ...size], workDir });
    const measured = JSON.parse(stdout) as { seconds: number; meanNllNats: number };
    ours.push(measured.seconds);
    if (python === null) continue;
    const { output } = await peer(python, 'corpus.py', [dir, ...size]);
    // A comparison of speed is one only if both computed the same.
    if (Math.abs(output.meanNllNats - measured.meanNllNats) > 1e-4) {
      throw new Error(`transformers finds ${output.meanNllNats} nats a token, we find ${measured.meanNllNats}`);
    }
    theirs.push(output.seconds);
  }
  const value = median(ours);
  const peerValue = theirs.length > 0 ? median(theirs) : null;
  const ratio = peerValue === null ? null : value / peerValue;
  return [
    {
      name: 'corpus-135m',
      value,
      unit: 's',
      peer: 'transformers + torch, warm',
      peerValue,
      ratio,
      goal: `ratio <= ${maxRatio.toFixed(3)}`,
      met: ratio !== null && ratio <= maxRatio,
      ...(peerValue === null ? { note: 'peer not run: BENCH_PYTHON is not set' } : {}),
    },
  ];
}
