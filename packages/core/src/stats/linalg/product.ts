/**
 * A B in float64, [m, n] row-major: what the functions of this folder that need fast products are handed, since the fast ones
 * belong to the engine. Must leave its operands as they are.
 */
export type Product = (options: {
  /** [m, k] row-major, or [k, m] with transposeA. */
  a: Float64Array;
  /** [k, n] row-major, or [n, k] with transposeB. */
  b: Float64Array;
  m: number;
  k: number;
  n: number;
  transposeA?: boolean;
  transposeB?: boolean;
}) => Promise<Float64Array>;
