/** Rankings without ties are tested exactly up to this length: the table of 17 takes 2.4 s and 240 MB. */
export const untiedUpTo = 16;

const tables = new Map<number, Float64Array>();

/**
 * ln of the number of permutations s of 0..n-1 with D = sum_i (s(i) - i)^2 <= squares. All counts are integers of at most 16!,
 * below 2^53: exact.
 * @param n  1 to 16
 * @param squares  0 to (n^3 - n) / 3, even, as every such D is
 */
export function logUntiedPairings(n: number, squares: number): number {
  let table = tables.get(n);
  if (table === undefined) {
    table = untiedPairings(n);
    for (let d = 1; d < table.length; d++) table[d] += table[d - 1];
    table = table.map(Math.log);
    tables.set(n, table);
  }
  return table[squares / 2];
}

/**
 * How many permutations of n elements have D = 0, 2, ..., (n^3 - n) / 3.
 *
 * D = 2 sum_i i^2 - 2 P with P = sum_i i s(i). The first h = floor(n / 2) elements take some set S of places, and P is the sum of
 * what they and the others make of theirs. Seen from the other end the others are first elements too, which take the places
 * S' = { n - 1 - j : j not in S }; with i = n - 1 - r and j = n - 1 - c
 *
 *   i j = (n - 1)^2 - (n - 1) (r + c) + r c
 *
 * so that their law is that of the first elements on S', shifted. Laws of the first k elements on every set of k places, by k up
 * to n - h, and one product of two laws for each S: C(16, 8) = 12,870 at n = 16. Where n is even S and S' have the same product.
 * @returns [(n^3 - n) / 6 + 1]
 * O(C(n, n / 2) w^2), w < 230 the number of sums on one set: 0.4 s of one core and 65 MB at n = 16
 */
export function untiedPairings(n: number): Float64Array {
  const h = n >> 1;
  const few = lawsOfFirst(n, h);
  const many = n === 2 * h ? few : lawsOfFirst(n, n - h);
  const most = (n * (n - 1) * (2 * n - 1)) / 6; // P at D = 0
  const counts = new Float64Array((n * (n * n - 1)) / 6 + 1);
  const last = n - 1;
  const sumOfR = ((n - h) * (n - h - 1)) / 2;
  for (const [places, first] of few) {
    const mirrored = mirror(((1 << n) - 1) ^ places, n);
    if (few === many && mirrored < places) continue;
    const twice = few === many && mirrored > places ? 2 : 1;
    const others = many.get(mirrored)!;
    const shift = last * last * (n - h) - last * (sumOfR + others.places);
    for (let a = 0; a < first.counts.length; a++) {
      const ways = twice * first.counts[a];
      const d = most - (first.least + a + others.least + shift);
      for (let b = 0; b < others.counts.length; b++) counts[d - b] += ways * others.counts[b];
    }
  }
  return counts;
}

/** How many orders of the first elements on a set of places give each sum i s(i). */
interface Law {
  /** The sum that the first count is of. */
  least: number;
  counts: Float64Array;
  /** Sum of the places. */
  places: number;
}

/** By set of k places, as bits of a number. */
function lawsOfFirst(n: number, k: number): Map<number, Law> {
  let before = new Map<number, Law>([[0, { least: 0, counts: Float64Array.of(1), places: 0 }]]);
  for (let element = 0; element < k; element++) {
    const after = new Map<number, Law>();
    for (const [taken, law] of before) {
      for (let place = 0; place < n; place++) {
        if ((taken & (1 << place)) !== 0) continue;
        const set = taken | (1 << place);
        const target = after.get(set) ?? emptyLaw(set, n);
        after.set(set, target);
        const from = law.least + element * place - target.least;
        for (let s = 0; s < law.counts.length; s++) target.counts[from + s] += law.counts[s];
      }
    }
    before = after;
  }
  return before;
}

/** The sums reach from the places in descending order to those in ascending order. */
function emptyLaw(set: number, n: number): Law {
  let [size, places, least, most] = [0, 0, 0, 0];
  for (let place = 0; place < n; place++) {
    if ((set & (1 << place)) === 0) continue;
    least += places; // each place before is one element later
    most += place * size;
    places += place;
    size++;
  }
  return { least, counts: new Float64Array(most - least + 1), places };
}

/** Place j becomes n - 1 - j. */
function mirror(set: number, n: number): number {
  let mirrored = 0;
  for (let place = 0; place < n; place++) if ((set & (1 << place)) !== 0) mirrored |= 1 << (n - 1 - place);
  return mirrored;
}
