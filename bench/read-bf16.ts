import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openModel } from '@model-trace/core/hub';
import { openCheckpoint, writeSafetensors } from '@model-trace/core/weights';
import { xorshift32 } from './random-checkpoint.ts';
import { type BenchContext, type Benchmark, median, type Row } from './row.ts';

/** Matrices of one block of a 7B Llama: 202 M elements, 405 MB as BF16. */
const shapes = [...Array(4).fill([4096, 4096]), ...Array(2).fill([11_008, 4096]), [4096, 11_008]];
const runs = 7;
const goalGBps = 2;

/**
 * A layer read from the page cache and widened to float32, as the engine reads the next one: bytes of the file per second
 * of wall clock. The limit is memory: what it gives is 2 bytes for each that it reads, so the peer copies as many float32
 * from one array to another.
 */
export const readBf16: Benchmark = { name: 'read-bf16', run };

async function run({ workDir, say }: BenchContext): Promise<Row[]> {
  say('writing 405 MB');
  const dir = join(workDir, 'read-bf16');
  await mkdir(dir);
  const uniform = xorshift32(1);
  const values = Float32Array.from({ length: 4096 * 11_008 }, () => uniform() - 0.5);
  const names = shapes.map((_, i) => `w${i}`);
  await writeSafetensors(
    join(dir, 'model.safetensors'),
    shapes.map((shape, i) => ({ name: names[i], dtype: 'BF16', shape, data: values.subarray(0, shape[0] * shape[1]) })),
  );
  const source = await openModel(dir, { roots: null, cacheDir: workDir, cacheMaxBytes: 0 });
  const checkpoint = await openCheckpoint(source);
  // Slots that are used again for each layer, as in the engine.
  const slots = shapes.map(([rows, cols]) => new Float32Array(rows * cols).fill(1));
  const bytes = slots.reduce((sum, { length }) => sum + 2 * length, 0);
  const rate = (ms: number) => bytes / ms / 1e6;
  const ours: number[] = [];
  const copies: number[] = [];
  try {
    for (let i = 0; i <= runs; i++) {
      say(`run ${i} of ${runs}${i === 0 ? ' (warm-up)' : ''}`);
      const started = performance.now();
      for (const [slot, name] of names.entries()) await checkpoint.read(name, { into: slots[slot] });
      const read = performance.now();
      for (const slot of slots) values.set(slot);
      if (i === 0) continue;
      ours.push(rate(read - started));
      copies.push(rate(performance.now() - read));
    }
  } finally {
    await checkpoint.close();
  }
  const value = median(ours);
  const peerValue = median(copies);
  return [
    {
      name: 'read-bf16',
      value,
      unit: 'GB/s',
      peer: 'copying as many float32 in memory',
      peerValue,
      ratio: value / peerValue,
      goal: `at least ${goalGBps} GB/s`,
      met: value >= goalGBps,
      note: 'bytes of the file per second; the ratio is the part of the limit that is reached',
    },
  ];
}
