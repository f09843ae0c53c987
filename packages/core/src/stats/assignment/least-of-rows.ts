import { type CostMatrix, costAt } from './cost-matrix.ts';
import { assign, emptyMatching, type Matching } from './matching.ts';
import { type RowScanner, rowScanner } from './row-scanner.ts';
import { smallestCycle } from './smallest-cycle.ts';
import { extendRow, sparseCore } from './sparse-core.ts';

/** Entries per row that may be collected to make the gap exact. */
const gapEntriesPerRow = 16;
/** Share of the rows, those with the nearest second choice, whose swaps bound the gap from above. */
const swapShare = 1 / 16;

export interface LeastOfRows {
  matching: Matching;
  gap: number;
}

/**
 * Where the cheapest columns of all rows differ, they are the optimum and v = 0, u = the rows' minima prove it: one pass
 * over the matrix. Gives up at the first column wanted twice, on unrelated costs after about sqrt(cols) rows.
 * Float32 costs only, by WebAssembly.
 * @returns undefined where it does not apply, or a cost is not finite (or beyond 2^120)
 */
export function leastOfRows(matrix: CostMatrix): LeastOfRows | undefined {
  const { data, rows, cols, sign } = matrix;
  if (!(data instanceof Float32Array) || cols < 2) return undefined;
  const scanner = rowScanner(cols, sign);
  const matching = emptyMatching(rows, new Float64Array(cols));
  const found = new Int32Array(cols);
  /** [rows] how much more a row's second choice costs, >= 0. */
  const regrets = new Float64Array(rows);
  const minima = { least: 0, second: 0 };
  for (let row = 0; row < rows; row++) {
    scanner.load(data.subarray(row * cols, (row + 1) * cols));
    if (!scanner.minima(minima)) return undefined;
    if (scanner.below(minima.least, found) === 0 || matching.owner[found[0]] >= 0) return undefined;
    assign(matching, row, found[0], minima.least);
    regrets[row] = minima.second - minima.least;
  }
  return { matching, gap: gapOf(matrix, { scanner, matching, regrets, found }) };
}

interface Found {
  scanner: RowScanner;
  matching: Matching;
  regrets: Float64Array;
  found: Int32Array;
}

/** As `linearAssignment` defines it: the lightest cycle among the entries near enough to matter, or what lies beyond them. */
function gapOf(matrix: CostMatrix, { scanner, matching, regrets, found }: Found): number {
  const { data, rows, cols, sign } = matrix;
  const { assignment, assignedCost, owner } = matching;
  const isSquare = rows === cols;
  if (isSquare && rows === 1) return Number.POSITIVE_INFINITY;
  const order = Float64Array.from(regrets.keys()).sort((a, b) => regrets[a] - regrets[b]);
  const load = (row: number) => scanner.load(data.subarray(row * cols, (row + 1) * cols) as Float32Array);
  const lightest = regrets[order[0]];
  let known = Number.POSITIVE_INFINITY;
  for (let at = 0; at < Math.max(1, rows * swapShare); at++) {
    const row = order[at];
    load(row);
    const count = scanner.below(assignedCost[row] + regrets[row], found);
    for (let h = 0; h < count; h++) {
      if (found[h] === assignment[row]) continue;
      const other = owner[found[h]];
      const back = other < 0 ? 0 : costAt(matrix, other, assignment[row]) - assignedCost[other];
      known = Math.min(known, sign * scanner.cells[found[h]] - assignedCost[row] + back);
    }
  }
  // A cycle through an entry outside the core has that entry and, where no column is spare, at least one more.
  let outside = isSquare ? Math.max(known - lightest, lightest) : known;
  const core = sparseCore(rows, gapEntriesPerRow * rows);
  const columns = new Int32Array(cols);
  const costs = new Float64Array(cols);
  for (const row of order) {
    if (regrets[row] > outside) break;
    load(row);
    const hits = scanner.below(assignedCost[row] + outside, found);
    let count = 0;
    for (let h = 0; h < hits; h++) {
      const j = found[h];
      if (j === assignment[row]) continue;
      const cost = sign * scanner.cells[j];
      // The row that owns j must then take its second choice or worse: nothing lighter than what is known.
      const other = owner[j];
      if (other >= 0 && cost - assignedCost[row] + regrets[other] >= known) continue;
      if (core.used + count >= gapEntriesPerRow * rows) {
        outside = Math.min(outside, cost - assignedCost[row]);
        continue;
      }
      columns[count] = j;
      costs[count++] = cost;
    }
    extendRow(core, row, { columns, costs, count });
  }
  const { weight } = smallestCycle(core, matching);
  return Math.min(known, weight, outside + (isSquare ? Math.min(outside, lightest) : 0));
}
