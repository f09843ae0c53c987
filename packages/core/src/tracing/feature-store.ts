import { tmpdir } from 'node:os';
import { defaultMaxBytes, type HiddenMemory, openSpillFile, type SpillFile } from '../engine/index.ts';
import type { ComparedFeatures } from './match-units.ts';

/** Views of the hidden units of many blocks, of which only so many bytes are in memory. */
export interface FeatureStore {
  /** @throws SPILL_FAILED */
  put(block: number, views: readonly ComparedFeatures[]): Promise<void>;
  /** What was put, to the last bit. @throws SPILL_FAILED */
  get(block: number): Promise<readonly ComparedFeatures[]>;
  close(): Promise<void>;
}

interface Spilled extends Omit<ComparedFeatures, 'data'> {
  file: SpillFile;
  /** What is in the file, and what was put. */
  array: Float32ArrayConstructor | Float64ArrayConstructor;
  format: Float32ArrayConstructor | Float64ArrayConstructor;
  length: number;
}

/** The first blocks stay in memory, up to `memory.maxBytes`; the others go to temporary files, in float32 where that loses nothing. */
export function featureStore(memory: HiddenMemory = {}): FeatureStore {
  const { maxBytes = defaultMaxBytes, spillDir = tmpdir() } = memory;
  const blocks = new Map<number, readonly (ComparedFeatures | Spilled)[]>();
  let used = 0;
  return {
    async put(block, views) {
      const bytes = views.reduce((sum, { data }) => sum + data.byteLength, 0);
      if (used + bytes <= maxBytes) {
        used += bytes;
        blocks.set(block, views);
        return;
      }
      const spilled: Spilled[] = [];
      blocks.set(block, spilled); // closed by `close` when the next one cannot be written
      for (const view of views) spilled.push(await spill(view, spillDir));
    },
    async get(block) {
      return Promise.all(blocks.get(block)!.map((view) => ('file' in view ? restored(view) : view)));
    },
    async close() {
      const files = [...blocks.values()].flat().flatMap((view) => ('file' in view ? [view.file] : []));
      blocks.clear();
      await Promise.all(files.map((file) => file.close()));
    },
  };
}

async function spill({ data, ...shape }: ComparedFeatures, folder: string): Promise<Spilled> {
  const halved = Float32Array.from(data);
  const stored = halved.every((value, i) => Object.is(value, data[i])) ? halved : data;
  const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength) as Uint8Array<ArrayBuffer>;
  const file = await openSpillFile({ folder, sizeBytes: bytes.length });
  try {
    await file.write(bytes, 0);
  } catch (error) {
    await file.close();
    throw error;
  }
  const formatOf = (elements: ComparedFeatures['data']) =>
    elements instanceof Float64Array ? Float64Array : Float32Array;
  return { ...shape, file, array: formatOf(stored), format: formatOf(data), length: data.length };
}

async function restored({ file, array, format, length, ...shape }: Spilled): Promise<ComparedFeatures> {
  const stored = new array(length);
  await file.read(new Uint8Array(stored.buffer), 0);
  return { ...shape, data: array === format ? stored : new format(stored) };
}
