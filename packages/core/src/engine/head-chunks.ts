import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import type { ComputeDtype } from './provider.ts';
import { allocate, type Elements, type Tensor, tensor } from './tensor.ts';
import { readElements } from './weight-slot.ts';

interface Head {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
}

export interface HeadChunksOptions {
  /** Of equal vocabularies. */
  readonly heads: readonly Head[];
  readonly dtype: ComputeDtype;
  /** Rows of the vocabulary in one chunk; default 8 MB of the widest head. */
  readonly chunkRows?: number;
}

/** Rows [start, end) of the vocabulary. */
export interface HeadChunk {
  readonly start: number;
  readonly end: number;
  /** For each head: `weight` [end - start, embeddingSize] row-major and `bias` [end - start], or null. */
  readonly heads: readonly { readonly weight: Elements; readonly bias: Elements | null }[];
}

/** Head rows of one chunk: 8 MB as float32, small beside a layer, large enough for products at full speed. */
const chunkBytes = 8 * 2 ** 20;

export function headChunkRows({ heads, chunkRows }: Pick<HeadChunksOptions, 'heads' | 'chunkRows'>): number {
  const width = heads.reduce((most, { spec }) => Math.max(most, spec.embeddingSize), 1);
  return Math.min(heads[0].spec.vocabSize, chunkRows ?? Math.max(1, Math.floor(chunkBytes / (4 * width))));
}

/**
 * Heads piece by piece of the vocabulary, side by side; the next piece (or as many as a streamed checkpoint asks for) is
 * read while one is at work. A piece is valid until the next is asked for. When this ends, no read is under way: the
 * caller may close the checkpoints.
 */
export async function* headChunks({ heads, dtype, ...options }: HeadChunksOptions): AsyncGenerator<HeadChunk> {
  const { vocabSize } = heads[0].spec;
  const chunkRows = headChunkRows({ heads, ...options });
  const count = Math.ceil(vocabSize / chunkRows);
  const wanted = heads.reduce((most, { checkpoint }) => Math.max(most, checkpoint.readAhead ?? 1), 1);
  const ahead = Math.min(wanted, count - 1);
  const buffers = Array.from({ length: ahead + 1 }, () =>
    heads.map(({ spec }) => ({
      weight: allocate(dtype, chunkRows * spec.embeddingSize),
      bias: spec.head.bias === null ? null : allocate(dtype, chunkRows),
    })),
  );

  async function read(index: number): Promise<HeadChunk> {
    const start = index * chunkRows;
    const end = Math.min(vocabSize, start + chunkRows);
    const parts = heads.map(({ spec }, which) => {
      const { weight, bias } = buffers[index % buffers.length][which];
      return {
        weight: weight.subarray(0, (end - start) * spec.embeddingSize),
        bias: bias === null ? null : bias.subarray(0, end - start),
      };
    });
    const reads = heads.flatMap(({ checkpoint, spec: { head } }, which) => {
      const rows = [start, end] as const;
      const { weight, bias } = parts[which];
      return [
        readElements({ checkpoint, name: head.tensor, rows, into: weight }),
        ...(bias === null ? [] : [readElements({ checkpoint, name: head.bias!, rows, into: bias })]),
      ];
    });
    const settled = await Promise.allSettled(reads); // no read may go on into a buffer that is used again
    for (const one of settled) if (one.status === 'rejected') throw one.reason;
    return { start, end, heads: parts };
  }

  const reading: Promise<HeadChunk>[] = [];
  const start = (index: number) => {
    const chunk = read(index);
    chunk.catch(() => undefined); // awaited below, unless the chunk before fails first
    reading.push(chunk);
  };
  try {
    for (let index = 0; index < ahead; index++) start(index);
    for (let index = 0; index < count; index++) {
      if (index + ahead < count) start(index + ahead);
      yield await reading.shift()!;
    }
  } finally {
    await Promise.allSettled(reading);
  }
}

/** Feeds `<prefix>weight` and, where there is one, `<prefix>bias` of one head. */
export function headFeeds(
  { start, end, heads }: HeadChunk,
  { which, width, prefix = '' }: { which: number; width: number; prefix?: string },
): Record<string, Tensor> {
  const { weight, bias } = heads[which];
  const feeds: Record<string, Tensor> = { [`${prefix}weight`]: tensor(weight, [end - start, width]) };
  if (bias !== null) feeds[`${prefix}bias`] = tensor(bias, [end - start]);
  return feeds;
}
