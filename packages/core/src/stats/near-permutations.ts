/** Squared distances up to which permutations are counted: the more, the more states; for few elements they matter most. */
const countedUpTo = (n: number): number => (n <= 20 ? 120 : n <= 64 ? 60 : 24);

const tables = new Map<number, Float64Array>();

/**
 * ln of the number of permutations s of 0..n-1 with sum_i (s(i) - i)^2 <= squares; beyond 120
 * (n <= 20), 60 (n <= 64) or 24 (longer ones) that of those within so much. Counts are exact below 2^53, and above as sums of positive doubles.
 *
 * Rows are assigned in order. The state is which columns near the present row are taken: an element that moves by d costs
 * d^2, and the d elements that make room for it d more, so that d^2 + d <= squares. States that cannot end within the
 * bound are dropped: columns that are left behind cost at least what the next rows would pay for them.
 * @param n  >= 1
 * O(n states squares), once for each n: 20 ms at n = 512, 0.5 s at n = 11,008
 */
export function logNearPermutations(n: number, squares: number): number {
  let table = tables.get(n);
  if (table === undefined) {
    table = count(n, countedUpTo(n)).map(Math.log);
    tables.set(n, table);
  }
  return table[Math.max(0, Math.min(squares, table.length - 1))];
}

/** [most + 1] permutations within each distance. */
function count(n: number, most: number): Float64Array {
  const reach = Math.floor((Math.sqrt(1 + 4 * most) - 1) / 2); // d^2 + d <= most
  const remaining = memoized((taken) => costOfLeft(taken, reach));
  // Bit b of a state: column row - reach + b is taken. Columns before the first are.
  let before = new Map([[2 ** reach - 1, Float64Array.of(1, ...new Float64Array(most))]]);
  for (let row = 0; row < n; row++) {
    const after = new Map<number, Float64Array<ArrayBuffer>>();
    for (const [taken, counts] of before) {
      for (let bit = 0; bit <= 2 * reach; bit++) {
        if ((taken & (1 << bit)) !== 0 || row - reach + bit >= n) continue;
        const both = taken | (1 << bit);
        if ((both & 1) === 0) continue; // the next row does not reach the first column
        const next = both >> 1;
        const cost = (bit - reach) ** 2;
        const end = most - remaining(next);
        if (cost > end) continue;
        const target = after.get(next) ?? new Float64Array(most + 1);
        after.set(next, target);
        for (let s = cost; s <= end; s++) target[s] += counts[s - cost];
      }
    }
    before = after;
  }
  const within = new Float64Array(most + 1);
  for (const counts of before.values()) for (let s = 0; s <= most; s++) within[s] += counts[s];
  for (let s = 1; s <= most; s++) within[s] += within[s - 1];
  return within;
}

/** What columns before the next row cost at least: in order, the first of them with the next row, the second with the one after. */
function costOfLeft(taken: number, reach: number): number {
  let cost = 0;
  for (let bit = 0, row = reach; bit < reach; bit++) if ((taken & (1 << bit)) === 0) cost += (row++ - bit) ** 2;
  return cost;
}

function memoized(compute: (key: number) => number): (key: number) => number {
  const known = new Map<number, number>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}
