import type { RandomAccessFile } from '../hub/index.ts';
import { dtypeBits, type ReadableDtype } from './dtype.ts';
import type { ScratchPool } from './scratch-pool.ts';
import { widen } from './widen.ts';

export interface ReadStridedOptions {
  file: RandomAccessFile;
  dtype: ReadableDtype;
  /** Byte of the file where the first element begins. */
  position: number;
  shape: readonly number[];
  /** Elements of the file from one index to the next. */
  strides: readonly number[];
  /** Row-major, all of `shape`. */
  into: Float32Array;
  scratch: ScratchPool;
}

/** Below this, reading over gaps is cheaper than a call for each piece. */
const denseBytes = 32 * 1024;
/** Reading at most so many bytes per byte wanted. */
const maxWaste = 16;

interface Axis {
  size: number;
  /** In the file. */
  stride: number;
  /** In `into`. */
  target: number;
}

/**
 * Fills `into` with a tensor whose elements do not follow each other in the file, as a transposed one. Blocks that span at
 * most a scratch buffer are read whole and spread; larger or sparser ones are cut along their widest stride first.
 * Extra memory: one scratch buffer and its elements as float32.
 */
export async function readStrided(options: ReadStridedOptions): Promise<void> {
  const { file, dtype, position, shape, strides, into, scratch } = options;
  if (into.length === 0) return;
  const elementBytes = dtypeBits[dtype] / 8;
  const chunkElements = scratch.chunkBytes / elementBytes;
  const values = new Float32Array(Math.min(chunkElements, spanOf({ shape, strides })));
  let target = into.length;
  const axes: Axis[] = [];
  for (const [axis, size] of shape.entries()) {
    target /= size;
    if (size > 1) axes.push({ size, stride: strides[axis], target });
  }
  // Widest stride first, so that the innermost loop walks the file in order.
  axes.sort((a, b) => b.stride - a.stride);
  const pending = [{ axes, from: 0, to: 0 }];
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    const { axes, from, to } = block;
    const span = axes.reduce((sum, { size, stride }) => sum + (size - 1) * stride, 1);
    const elements = axes.reduce((product, { size }) => product * size, 1);
    const dense = span * elementBytes <= denseBytes || span <= elements * maxWaste;
    if (span <= chunkElements && dense) {
      await scratch.use(span * elementBytes, async (bytes) => {
        await file.read(bytes, position + from * elementBytes);
        widen({ dtype, source: bytes.buffer, byteOffset: 0, count: span, into: values, intoOffset: 0 });
      });
      spread({ axes, values, into, to });
      continue;
    }
    const [widest, ...rest] = axes;
    const first = widest.size >> 1;
    const half = (size: number) => (size === 1 ? rest : [{ ...widest, size }, ...rest]);
    // The second half is pushed first: the file is read in order.
    pending.push({
      axes: half(widest.size - first),
      from: from + first * widest.stride,
      to: to + first * widest.target,
    });
    pending.push({ axes: half(first), from, to });
  }
}

function spanOf({ shape, strides }: { shape: readonly number[]; strides: readonly number[] }): number {
  return shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis], 1);
}

function spread(options: { axes: readonly Axis[]; values: Float32Array; into: Float32Array; to: number }): void {
  const { axes, values, into, to } = options;
  const inner = axes.at(-1) ?? { size: 1, stride: 0, target: 0 };
  const outer = axes.slice(0, -1);
  const walk = (depth: number, from: number, to: number): void => {
    if (depth < outer.length) {
      const { size, stride, target } = outer[depth];
      for (let i = 0; i < size; i++) walk(depth + 1, from + i * stride, to + i * target);
      return;
    }
    for (let i = 0; i < inner.size; i++) into[to + i * inner.target] = values[from + i * inner.stride];
  };
  walk(0, 0, to);
}
