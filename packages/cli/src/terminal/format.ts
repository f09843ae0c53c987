/** A p-value by its decimal logarithm: a power of ten below 0.001, so that it never reads as 0. */
export function formatPValue(log10PValue: number): string {
  return log10PValue < -3 ? `10^${log10PValue.toFixed(1)}` : String(Number((10 ** log10PValue).toPrecision(3)));
}

/** `significant` digits, thousands without an exponent. */
export function formatNumber(value: number, significant = 5): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 10 ** significant && magnitude < 1e9) return value.toFixed(0);
  return String(Number(value.toPrecision(significant)));
}

/** 124439808 as `124.4 M`. */
export function formatCount(value: number): string {
  for (const [unit, size] of [
    ['B', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (value >= size) return `${(value / size).toFixed(1)} ${unit}`;
  }
  return String(value);
}

export function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** A hash short enough to read. */
export function shortHash(hash: string): string {
  return hash.slice(0, 10);
}
