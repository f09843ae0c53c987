import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RandomAccessFile } from '../hub/index.ts';
import { slotElements, takeBf16Slot } from './bf16-slots.ts';
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

/**
 * Fills `into` with consecutive elements. Extra memory: none for F32 and for remote files, else the scratch buffers in
 * flight.
 */
export async function readElements(options: ReadElementsOptions): Promise<void> {
  const { file, dtype, position, into, scratch } = options;
  const elementBytes = dtypeBits[dtype] / 8;
  if (file.remote && elementBytes <= 4) return readInPlace(options);
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
    const slot = dtype === 'BF16' && count <= slotElements ? takeBf16Slot() : undefined;
    if (slot !== undefined) {
      try {
        await file.read(slot.bytes(count), at);
        slot.widen({ count, into, intoOffset: start });
      } finally {
        slot.release();
      }
      return;
    }
    await scratch.use(count * elementBytes, async (bytes) => {
      await file.read(bytes, at);
      widen({ dtype, source: bytes.buffer, byteOffset: 0, count, into, intoOffset: start });
    });
  });
}

/** Elements converted at a time: 0.5 ms, so that connections are served in between. */
const sliceElements = 512 * 1024;

/**
 * One read for the whole tensor, into the end of its own place, widened there in ascending order: element i is written to
 * bytes [4 i, 4 i + 4), of e bytes each the first unread one then begins at 4 n - e n + e (i + 1), never below.
 */
async function readInPlace({ file, dtype, position, into }: ReadElementsOptions): Promise<void> {
  const elementBytes = dtypeBits[dtype] / 8;
  const byteOffset = into.byteOffset + into.length * (4 - elementBytes);
  await file.read(new Uint8Array(into.buffer, byteOffset, into.length * elementBytes), position);
  if (dtype === 'F32') return;
  for (let start = 0; start < into.length; start += sliceElements) {
    if (start > 0) await nextTurn();
    widen({
      dtype,
      source: into.buffer as ArrayBuffer,
      byteOffset: byteOffset + start * elementBytes,
      count: Math.min(sliceElements, into.length - start),
      into,
      intoOffset: start,
    });
  }
}
