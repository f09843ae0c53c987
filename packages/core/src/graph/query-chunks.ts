/** How the queries of a sequence go through attention: `count` chunks of `rows`, the last may be shorter. */
export interface QueryChunks {
  readonly count: number;
  readonly rows: number;
}

/**
 * Products of a chunk with its keys stay near a second-level cache. Nine heads x 64 and 2,048 tokens: 43 ms in chunks of 64
 * queries, 40 of 128, 43 of 256, 54 of 512; 57 ms by GroupQueryAttention, which computes what the mask hides, and 37 by the
 * same with past keys, 256 queries at a time, which takes no batch of several sequences and no linear biases.
 */
const bestRows = 128;

/** Products of one chunk in memory; several operators have a copy of them at a time. */
const maxProducts = 2 ** 25;

/** Even the longest sequence has so many queries in a chunk: memory is bounded by its length, not by its square. */
const minRows = 16;

export interface QueryChunkOptions {
  /** Sequences in a batch. */
  readonly count: number;
  readonly length: number;
  readonly heads: number;
}

export function queryChunks({ count, length, heads }: QueryChunkOptions): QueryChunks {
  const rows = Math.max(minRows, Math.min(bestRows, Math.floor(maxProducts / (count * heads * length))));
  return length <= 2 * rows ? { count: 1, rows: length } : { count: Math.ceil(length / rows), rows };
}
