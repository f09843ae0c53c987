import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Signature, signatureBlocks, signaturePath, writeSignature } from '@model-trace/core/scanning';
import { cli, measuredNode } from './measured-process.ts';
import { tokenizerFrom } from './perplexity-124m.ts';
import { randomGpt2, xorshift32 } from './random-checkpoint.ts';
import { type BenchContext, type Benchmark, median, type Row } from './row.ts';

const bases = 150;
const runs = 3;
const maxSeconds = 120;
const gpt2 = { layers: 12, hiddenSize: 768, units: 3072 };

/** A model of GPT-2 small's shape against 150 bases of that shape whose signatures are kept, by the command line in a cold process. */
export const scan150: Benchmark = { name: 'scan-150', run };

async function run({ workDir, say }: BenchContext): Promise<Row[]> {
  const dir = join(workDir, 'scanned-124m');
  await randomGpt2({ dir, layers: gpt2.layers, seed: 21, tokenizerFrom });
  const signaturesDir = join(workDir, 'signatures');
  const list: string[] = [];
  for (let i = 0; i < bases; i++) {
    const commit = i.toString(16).padStart(40, '0');
    await writeSignature(signaturePath(signaturesDir, [`bench/base-${i}`, commit]), randomSignature(1000 + i));
    list.push(`bench/base-${i}@${commit}`);
  }
  const file = join(workDir, 'bases.txt');
  await writeFile(file, list.join('\n'));
  const seconds: number[] = [];
  for (let i = 0; i <= runs; i++) {
    say(`run ${i} of ${runs}${i === 0 ? ' (warm-up: page cache)' : ''}`);
    const args = [cli, 'scan', dir, '--bases', file, '--json'];
    const env = { SIGNATURES_DIR: signaturesDir };
    const { wallSeconds, stdout } = await measuredNode({ args, workDir, env });
    const { tested, candidates } = JSON.parse(stdout) as { tested: number; candidates: { verdict: string }[] };
    if (tested !== bases || candidates.some(({ verdict }) => verdict !== 'independent'))
      throw new Error(`${tested} of ${bases} bases were tested, or one was called related`);
    if (i > 0) seconds.push(wallSeconds);
  }
  const value = median(seconds);
  const nothing = { peer: null, peerValue: null, ratio: null };
  return [{ name: 'scan-150', value, unit: 's', ...nothing, goal: `< ${maxSeconds} s`, met: value < maxSeconds }];
}

/** Of unit rows in random directions, as those of a random checkpoint are. */
function randomSignature(seed: number): Signature {
  const uniform = xorshift32(seed);
  const [units, width] = [1024, 256];
  return {
    ...{ architecture: 'gpt2', hiddenSize: gpt2.hiddenSize, depth: gpt2.layers },
    blocks: signatureBlocks(gpt2.layers).map((block) => {
      // Sums of three uniform numbers: near enough to normal ones.
      const data = Float64Array.from({ length: units * width }, () => uniform() + uniform() + uniform() - 1.5);
      for (let start = 0; start < data.length; start += width) {
        const row = data.subarray(start, start + width);
        const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
        for (let i = 0; i < width; i++) row[i] /= norm;
      }
      return { block, units: gpt2.units, features: { data, units, width, layout: 'unit-major' } };
    }),
  };
}
