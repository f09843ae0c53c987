/** Buffers that outlive a read, so that reading a thousand tensors allocates a handful. */
export interface ScratchPool {
  readonly chunkBytes: number;
  /** Lends the first `sizeBytes` of a buffer, from its byte 0, while `work` runs. */
  use<T>(sizeBytes: number, work: (bytes: Uint8Array<ArrayBuffer>) => Promise<T>): Promise<T>;
}

/** Fits a second-level cache, so that what was read is converted before it leaves it; 0.5 ms of work at a time. */
const chunkBytes = 1024 * 1024;
const maxKept = 8;

export function createScratchPool(): ScratchPool {
  const free: ArrayBuffer[] = [];
  return {
    chunkBytes,
    async use(sizeBytes, work) {
      const fits = sizeBytes <= chunkBytes;
      const buffer = (fits ? free.pop() : undefined) ?? new ArrayBuffer(fits ? chunkBytes : sizeBytes);
      try {
        return await work(new Uint8Array(buffer, 0, sizeBytes));
      } finally {
        if (fits && free.length < maxKept) free.push(buffer);
      }
    },
  };
}
