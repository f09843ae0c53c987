import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cli, measuredNode, peer } from './measured-process.ts';
import { randomGpt2 } from './random-checkpoint.ts';
import { type BenchContext, type Benchmark, median, type Row } from './row.ts';

const runs = 5;
const maxSeconds = 3;
const maxMiB = 450;
/** Three times faster than transformers, in a third of its memory. */
const maxRatio = 1 / 3;
const passage = fileURLToPath(new URL('../packages/core/src/perplexity/passage.txt', import.meta.url));
export const tokenizerFrom = fileURLToPath(new URL('../examples/models/g0', import.meta.url));

/** Passage perplexity of a 124M GPT-2 shape by the command line in a cold process; transformers doing the same, in turn. */
export const perplexity124m: Benchmark = { name: 'perplexity-124m', run };

async function run({ workDir, python, say }: BenchContext): Promise<Row[]> {
  const dir = join(workDir, 'gpt2-124m');
  await randomGpt2({ dir, layers: 12, seed: 1, tokenizerFrom });
  const ours: { wallSeconds: number; peakMiB: number }[] = [];
  const theirs: { wallSeconds: number; peakMiB: number }[] = [];
  for (let i = 0; i <= runs; i++) {
    say(`run ${i} of ${runs}${i === 0 ? ' (warm-up: page cache)' : ''}`);
    const measured = await measuredNode({ args: [cli, 'perplexity', dir, '--json'], workDir });
    const { meanNllNats } = JSON.parse(measured.stdout) as { meanNllNats: number };
    if (i > 0) ours.push(measured);
    if (python !== null) {
      const { wallSeconds, output } = await peer(python, 'perplexity.py', [dir, passage]);
      // A comparison of speed is one only if both computed the same.
      if (Math.abs(output.meanNllNats - meanNllNats) > 1e-4) {
        throw new Error(`transformers finds ${output.meanNllNats} nats a token, we find ${meanNllNats}`);
      }
      if (i > 0) theirs.push({ wallSeconds, peakMiB: output.peakMiB });
    }
  }
  const compare = (pick: (one: { wallSeconds: number; peakMiB: number }) => number) => {
    const value = median(ours.map(pick));
    const peerValue = theirs.length > 0 ? median(theirs.map(pick)) : null;
    const note = peerValue === null ? { note: 'peer not run: BENCH_PYTHON is not set' } : {};
    return {
      value,
      peer: 'transformers + torch, cold',
      peerValue,
      ratio: peerValue === null ? null : value / peerValue,
      ...note,
    };
  };
  /** The same numbers, held to the peer. */
  const against = (measured: ReturnType<typeof compare>) => ({
    ...measured,
    goal: `ratio <= ${maxRatio.toFixed(3)}`,
    met: measured.ratio !== null && measured.ratio <= maxRatio,
  });
  const time = compare((one) => one.wallSeconds);
  const memory = compare((one) => one.peakMiB);
  return [
    { name: 'perplexity-124m', unit: 's', goal: `< ${maxSeconds} s`, met: time.value < maxSeconds, ...time },
    { name: 'perplexity-124m-memory', unit: 'MiB', goal: `< ${maxMiB} MiB`, met: memory.value < maxMiB, ...memory },
    { name: 'perplexity-124m-vs-transformers', unit: 's', ...against(time) },
    { name: 'perplexity-124m-vs-transformers-memory', unit: 'MiB', ...against(memory) },
  ];
}
