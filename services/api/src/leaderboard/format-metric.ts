/**
 * A metric as people read it. A p-value arrives as its decimal logarithm, because it may be far below the smallest
 * double: it is printed as a power of ten when below 0.001, so it never reads as 0.
 */
export function formatMetric(value: number, format: 'number' | 'log10'): string {
  if (format === 'log10') return value < -3 ? `10^${value.toFixed(1)}` : shorten(10 ** value, 3);
  return shorten(value, 4);
}

/** Significant digits without trailing zeros; an exponent only outside of 1e-6 to 1e6. */
function shorten(value: number, digits: number): string {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-6 || magnitude >= 1e6)) return value.toExponential(digits - 1);
  const decimals = magnitude === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude)));
  return String(Number(value.toFixed(decimals)));
}
