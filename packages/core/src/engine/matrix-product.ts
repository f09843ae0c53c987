export interface MatrixProductOptions<Elements extends Float32Array | Float64Array> {
  /** [m, k] row-major, or [k, m] with transposeA. */
  readonly a: Elements;
  /** [k, n] row-major, or [n, k] with transposeB. */
  readonly b: Elements;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

export declare function matrixProduct<Elements extends Float32Array | Float64Array>(
  options: MatrixProductOptions<Elements>,
): Promise<Elements>;
