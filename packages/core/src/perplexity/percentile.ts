/**
 * Value at a fraction of ascending values, interpolated between neighbours: position fraction * (n - 1).
 * @param sorted  ascending, at least one
 * @param fraction  in [0, 1]
 */
export function percentile(sorted: Float64Array, fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  const share = position - below;
  return (1 - share) * sorted[below] + share * sorted[above];
}
