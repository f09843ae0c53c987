import { ModelTraceError } from '../errors.ts';
import type { Checkpoint, StoredCheckpoint, TensorInfo } from './checkpoint.ts';
import { isFloating } from './dtype.ts';
import { multiplyByScales, type Rounding } from './multiply-by-scales.ts';
import { type OverlayTensor, overlayCheckpoint, type RowsWanted } from './overlay-checkpoint.ts';
import { quoteName } from './parse-header.ts';
import type { Quantization } from './quantization.ts';
import { findScaleGrid, type ScaleGrid } from './scale-grid.ts';

/**
 * Weights of 8-bit floats with their scales: `<name>` is read as its elements times those of `<name>_scale_inv` or
 * `<name>_scale` (which in spite of their names are both multiplied by), in float32 and streaming: of the scales only the
 * rows that are needed. Scales are no tensors of the model any more and no parameters of it.
 *
 * As transformers 5.23 does with `dequantize=True` (integrations/finegrained_fp8.py `Fp8Dequantize`; compressed-tensors'
 * `dequantize`, which computes in the number format of the scale, except for experts). It differs where a matrix is no
 * multiple of the declared block: `Fp8Dequantize` then fails, or divides it evenly among the scales; here, as in that
 * library's kernels, the last block is a smaller one.
 */
export function scaledCheckpoint(stored: StoredCheckpoint, { method, block }: Quantization): Checkpoint {
  const tensors = new Map<string, OverlayTensor>();
  const scales = new Set<string>();
  for (const [name, info] of stored.tensors) {
    const overlay: OverlayTensor = { info, from: { checkpoint: stored, name } };
    if (info.dtype !== 'F8_E4M3' && info.dtype !== 'F8_E5M2') {
      tensors.set(name, overlay);
      continue;
    }
    const scale = [`${name}_scale_inv`, `${name}_scale`].find((candidate) => stored.tensors.has(candidate));
    if (scale === undefined) {
      tensors.set(name, { ...overlay, add: async () => Promise.reject(missingScale(name)) });
      continue;
    }
    if (stored.tensors.has(`${name}_zero_point`)) throw shifted(name);
    scales.add(scale);
    const scaleInfo = stored.tensors.get(scale)!;
    const grid = findScaleGrid({ info, scale: scaleInfo, block });
    const rounding = method === 'compressed-tensors' && !/\.experts\.\d+\./.test(name) ? roundingOf(scaleInfo) : null;
    const add = scaling({ stored, info, scale: scaleInfo, grid, rounding });
    tensors.set(name, { ...overlay, add });
  }
  for (const scale of scales) tensors.delete(scale);
  const counted = [...scales].map((scale) => stored.tensors.get(scale)!).filter(({ dtype }) => isFloating(dtype));
  return overlayCheckpoint(tensors, {
    parameters: stored.parameters - counted.reduce((sum, info) => sum + elementsOf(info), 0),
    dtype: stored.dtype,
    closing: [stored],
  });
}

interface ScalingOptions {
  stored: StoredCheckpoint;
  info: TensorInfo;
  scale: TensorInfo;
  grid: ScaleGrid;
  rounding: Rounding;
}

/** Multiplies rows of the first dimension that were read by their scales. */
function scaling({ stored, info, scale, grid, rounding }: ScalingOptions): NonNullable<OverlayTensor['add']> {
  const { shape } = info;
  const cols = shape.at(-1) ?? 1;
  // Rows of the last matrix; the dimensions before it have scales of their own.
  const matrixRows = shape.at(-2) ?? 1;
  const isStack = shape.length > 2;
  const read = (rows?: readonly [number, number]) => readScales(stored, scale, rows);
  return async (into, wanted) => {
    const multiply = (scales: Float32Array, scaleRowOf: (row: number) => number) =>
      multiplyByScales({ into, cols, scales, scaleRowOf, ...grid, rounding });
    if (grid.isScalar) return multiply(await read(), () => 0);
    if (wanted !== null && 'indices' in wanted) {
      const { first, scales } = await scalesOfIndices(wanted.indices, grid, read);
      return multiply(scales, (row) => Math.floor(wanted.indices[row] / grid.blockRows) - first);
    }
    const [start, end] = rangeOf(wanted, shape);
    if (start === end) return;
    if (isStack) {
      const scaleRows = Math.ceil(matrixRows / grid.blockRows);
      const scales = await read([start, end]);
      return multiply(
        scales,
        (row) => Math.floor(row / matrixRows) * scaleRows + Math.floor((row % matrixRows) / grid.blockRows),
      );
    }
    const first = Math.floor(start / grid.blockRows);
    const scales = await read([first, Math.ceil(end / grid.blockRows)]);
    return multiply(scales, (row) => Math.floor((start + row) / grid.blockRows) - first);
  };
}

/** Scales from the first to the last that is needed: they are few. */
async function scalesOfIndices(
  indices: ArrayLike<number>,
  { blockRows }: ScaleGrid,
  read: (rows: readonly [number, number]) => Promise<Float32Array>,
): Promise<{ first: number; scales: Float32Array }> {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = -1;
  for (let i = 0; i < indices.length; i++) {
    lowest = Math.min(lowest, indices[i]);
    highest = Math.max(highest, indices[i]);
  }
  if (highest < 0) return { first: 0, scales: new Float32Array(0) };
  const first = Math.floor(lowest / blockRows);
  return { first, scales: await read([first, Math.floor(highest / blockRows) + 1]) };
}

function rangeOf(
  wanted: Exclude<RowsWanted, { indices: unknown }>,
  shape: readonly number[],
): readonly [number, number] {
  return wanted?.range ?? [0, shape[0] ?? 1];
}

/** Scales stored as bytes are exponents of 2, from 127. */
async function readScales(
  stored: StoredCheckpoint,
  { name, dtype, shape }: TensorInfo,
  rows: readonly [number, number] | undefined,
): Promise<Float32Array> {
  if (dtype !== 'U8') return stored.read(name, rows === undefined ? {} : { rows });
  const rowBytes = shape.slice(1).reduce((product, size) => product * size, 1);
  const [start, end] = rows ?? [0, shape[0] ?? 1];
  const bytes = new Uint8Array((end - start) * rowBytes);
  await stored.readBytes(name, { start: start * rowBytes, into: bytes });
  return Float32Array.from(bytes, (exponent) => 2 ** (exponent - 127));
}

function roundingOf({ dtype }: TensorInfo): Rounding {
  return dtype === 'BF16' || dtype === 'F16' ? dtype : null;
}

function elementsOf({ shape }: TensorInfo): number {
  return shape.reduce((product, size) => product * size, 1);
}

function missingScale(name: string): ModelTraceError {
  return new ModelTraceError(
    'TENSOR_MISSING',
    `${quoteName(name)} has neither ${quoteName(`${name}_scale_inv`)} nor ${quoteName(`${name}_scale`)}, which config.json says 8-bit weights have`,
    { details: { tensor: `${name}_scale_inv` } },
  );
}

function shifted(name: string): ModelTraceError {
  return new ModelTraceError('QUANTIZATION_UNSUPPORTED', `${quoteName(name)} has a zero point`, {
    details: { tensor: `${name}_zero_point` },
    fix: 'Use the unquantized checkpoint that it was made from',
  });
}
