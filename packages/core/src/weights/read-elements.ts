import type { RandomAccessFile } from '../hub/index.ts';
import { concurrently } from './concurrently.ts';
import { dtypeBits, type ReadableDtype } from './dtype.ts';
import type { ScratchPool } from './scratch-pool.ts';
import { widen } from './widen.ts';

export interface ReadElementsOptions {
  file: RandomAccessFile;
  dtype: ReadableDtype;
  /** Byte of the file where the first element begins. */
  position: number;
  into: Float32Array;
  scratch: ScratchPool;
}

/** Reads in flight: enough to hide the disk, one per thread of Node's pool. */
const inFlight = 4;
/** F32 goes straight to its place, so a part need only be large against the cost of a call, about 30 us. */
const directBytes = 8 * 1024 * 1024;

/** Fills `into` with consecutive elements. Extra memory: none for F32, else the scratch buffers in flight. */
export async function readElements({ file, dtype, position, into, scratch }: ReadElementsOptions): Promise<void> {
  const elementBytes = dtypeBits[dtype] / 8;
  const partElements = (dtype === 'F32' ? directBytes : scratch.chunkBytes) / elementBytes;
  const count = Math.ceil(into.length / partElements);
  await concurrently({ count, limit: inFlight }, async (part) => {
    const start = part * partElements;
    const count = Math.min(partElements, into.length - start);
    const at = position + start * elementBytes;
    if (dtype === 'F32') {
      await file.read(new Uint8Array(into.buffer, into.byteOffset + 4 * start, 4 * count), at);
      return;
    }
    await scratch.use(count * elementBytes, async (bytes) => {
      await file.read(bytes, at);
      widen({ dtype, source: bytes.buffer, byteOffset: 0, count, into, intoOffset: start });
    });
  });
}
