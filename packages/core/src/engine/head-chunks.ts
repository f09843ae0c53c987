import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import type { ComputeDtype } from './provider.ts';
import { allocate, type Tensor, tensor } from './tensor.ts';
import { readElements } from './weight-slot.ts';

export interface HeadChunksOptions {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  readonly dtype: ComputeDtype;
  /** Rows of the vocabulary in one chunk. */
  readonly chunkRows: number;
}

/** The head in pieces of the vocabulary, of which two are in memory: one at work and one being read. */
export interface HeadChunks {
  /** Rows [index * chunkRows, …) as tensors `weight` [rows, embeddingSize] and, where there is one, `bias` [rows]. */
  read(index: number): Promise<Record<string, Tensor>>;
}

export function headChunks({ checkpoint, spec, dtype, chunkRows }: HeadChunksOptions): HeadChunks {
  const { embeddingSize: width, vocabSize, head } = spec;
  const buffers = [0, 1].map(() => ({
    weight: allocate(dtype, chunkRows * width),
    bias: allocate(dtype, head.bias === null ? 0 : chunkRows),
  }));
  return {
    async read(index) {
      const start = index * chunkRows;
      const size = Math.min(vocabSize - start, chunkRows);
      const weight = buffers[index % 2].weight.subarray(0, size * width);
      const part = { checkpoint, rows: [start, start + size] as const };
      const reads = [readElements({ ...part, name: head.tensor, into: weight })];
      const chunk: Record<string, Tensor> = { weight: tensor(weight, [size, width]) };
      if (head.bias !== null) {
        const bias = buffers[index % 2].bias.subarray(0, size);
        reads.push(readElements({ ...part, name: head.bias, into: bias }));
        chunk.bias = tensor(bias, [size]);
      }
      const settled = await Promise.allSettled(reads); // no read may go on into a buffer that is used again
      for (const one of settled) if (one.status === 'rejected') throw one.reason;
      return chunk;
    },
  };
}
