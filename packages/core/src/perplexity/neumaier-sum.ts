/** Compensated sum of a term of each value (Neumaier 1974): a million losses add up as exactly as a hundred. */
export function neumaierSum(values: ArrayLike<number>, term: (value: number, index: number) => number): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = term(values[i], i);
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}
