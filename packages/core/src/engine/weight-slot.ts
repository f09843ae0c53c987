import type { WeightInput } from '../graph/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import type { ComputeDtype } from './provider.ts';
import { readHalves } from './read-halves.ts';
import { allocate, type Elements, type Tensor, tensor } from './tensor.ts';

/**
 * Buffers for the weights of one block. They are filled again for the next block of the same shape, so that a deep
 * model takes no more memory than a shallow one.
 */
export interface WeightSlot {
  /** Reads all weights from the checkpoint, several at a time. */
  fill(checkpoint: Checkpoint, inputs: readonly WeightInput[]): Promise<Record<string, Tensor>>;
}

export function weightSlot(dtype: ComputeDtype, allocateWeights = allocate): WeightSlot {
  const buffers = new Map<string, Elements>();

  function buffer(input: string, length: number): Elements {
    const kept = buffers.get(input);
    if (kept?.length === length) return kept;
    const fresh = allocateWeights(dtype, length);
    buffers.set(input, fresh);
    return fresh;
  }

  return {
    async fill(checkpoint, inputs) {
      const filled = inputs.map(async ({ input, tensor: name, rows, dims }) => {
        const elements = buffer(
          input,
          dims.reduce((product, size) => product * size, 1),
        );
        await readElements({ checkpoint, name, rows, into: elements });
        return [input, tensor(elements, dims)] as const;
      });
      const settled = await Promise.allSettled(filled); // no read may go on into a buffer that is used again
      for (const one of settled) if (one.status === 'rejected') throw one.reason;
      return Object.fromEntries(await Promise.all(filled));
    },
  };
}

interface ReadElementsOptions {
  checkpoint: Checkpoint;
  name: string;
  rows?: readonly [start: number, end: number];
  into: Elements;
}

/** Reads elements as float32, widened to float64, or rounded to float16. @throws WEIGHTS_OVERFLOW, and what `Checkpoint.read` throws */
export async function readElements({ checkpoint, name, rows, into }: ReadElementsOptions): Promise<void> {
  const options = rows === undefined ? {} : { rows };
  if (into instanceof Float32Array) {
    await checkpoint.read(name, { ...options, into });
    return;
  }
  if (into instanceof Float16Array) {
    await readHalves({ checkpoint, name, rows, into });
    return;
  }
  // The float32 values are put into the upper half of the doubles' own memory and widened in place, in ascending
  // order: double i ends at byte 8 i + 8, never beyond the unread float i + 1 at byte 4 n + 4 i + 4 as i < n.
  const n = into.length;
  const narrow = new Float32Array(into.buffer as ArrayBuffer, into.byteOffset + 4 * n, n);
  await checkpoint.read(name, { ...options, into: narrow });
  for (let i = 0; i < n; i++) into[i] = narrow[i];
}
