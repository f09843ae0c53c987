/** x . y in four sums, whose additions need not wait for each other. */
export function dot(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let j = 0;
  for (; j + 3 < n; j += 4) {
    s0 += x[j] * y[j];
    s1 += x[j + 1] * y[j + 1];
    s2 += x[j + 2] * y[j + 2];
    s3 += x[j + 3] * y[j + 3];
  }
  for (; j < n; j++) s0 += x[j] * y[j];
  return s0 + s1 + (s2 + s3);
}

/** x -= factor y */
export function subtract(x: Float64Array, y: Float64Array, factor: number): void {
  for (let j = 0; j < x.length; j++) x[j] -= factor * y[j];
}

/** x / |x|. @returns |x| */
export function normalize(x: Float64Array): number {
  const length = Math.sqrt(dot(x, x));
  for (let j = 0; j < x.length; j++) x[j] /= length;
  return length;
}
