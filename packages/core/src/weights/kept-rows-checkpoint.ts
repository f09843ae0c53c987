import type { Checkpoint } from './checkpoint.ts';

export interface KeptRowsOptions {
  /** A 2-D tensor. */
  readonly name: string;
  /** Its rows that are kept, in any order, with repetitions. */
  readonly indices: Iterable<number>;
  /** What they may take, bytes as float32; above it nothing is kept. Default 128 MiB. */
  readonly maxBytes?: number;
}

/**
 * A checkpoint that reads some rows of one tensor once, with the first `gatherRows` of that tensor, and answers later ones
 * from memory: for rows that are needed at two ends of a run, such as those of a tied embedding. Closing it closes the other.
 */
export function keptRowsCheckpoint(
  stored: Checkpoint,
  { name, indices, maxBytes = 2 ** 27 }: KeptRowsOptions,
): Checkpoint {
  const kept = Int32Array.from(new Set(indices)).sort();
  const width = stored.tensors.get(name)?.shape[1] ?? 0;
  if (4 * kept.length * width > maxBytes) return stored;
  const placeOf = new Map(Array.from(kept, (index, place) => [index, place]));
  let reading: Promise<Float32Array> | null = null;
  return {
    ...stored,
    async gatherRows(asked, wanted) {
      const places = asked === name ? Array.from(wanted, (index) => placeOf.get(index)) : [];
      if (asked !== name || places.includes(undefined)) return stored.gatherRows(asked, wanted);
      reading ??= stored.gatherRows(name, kept);
      const rows = await reading;
      const gathered = new Float32Array(places.length * width);
      for (const [i, place] of places.entries()) {
        gathered.set(rows.subarray(place! * width, (place! + 1) * width), i * width);
      }
      return gathered;
    },
    close: () => stored.close(),
  };
}
