/** The number format that products are rounded to before they are widened; null for float32. */
export type Rounding = 'BF16' | 'F16' | null;

export interface MultiplyByScalesOptions {
  /** [rows, cols], changed. */
  into: Float32Array;
  cols: number;
  /** [scale rows, scaleCols] */
  scales: Float32Array;
  scaleCols: number;
  blockCols: number;
  /** Row of `scales` for a row of `into`. */
  scaleRowOf: (row: number) => number;
  rounding: Rounding;
}

/**
 * into[i, j] *= scales[scaleRowOf(i), floor(j / blockCols)]. A product of an 8-bit float and a float32 is exact in
 * float64, so that it is rounded once. O(rows cols).
 */
export function multiplyByScales(options: MultiplyByScalesOptions): void {
  const { into, cols, scales, scaleCols, blockCols, scaleRowOf, rounding } = options;
  const rows = cols === 0 ? 0 : into.length / cols;
  for (let row = 0; row < rows; row++) {
    const scaleRow = scaleRowOf(row) * scaleCols;
    for (let block = 0, col = 0; col < cols; block++) {
      const scale = scales[scaleRow + block];
      const end = Math.min(cols, col + blockCols);
      for (let i = row * cols + col; i < row * cols + end; i++) into[i] *= scale;
      col = end;
    }
  }
  if (rounding === 'F16') for (let i = 0; i < into.length; i++) into[i] = Math.f16round(into[i]);
  if (rounding === 'BF16') roundToBf16(into);
}

/** To nearest, ties to even; the products are exact in float32, so this is their only rounding. NaN stays. */
function roundToBf16(values: Float32Array): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i];
    if ((word & 0x7fffffff) <= 0x7f800000) bits[i] = (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000;
  }
}
