import { blockRows, type CostMatrix, costAt, loadBlock } from './cost-matrix.ts';
import { kthSmallest } from './kth-smallest.ts';
import { assign, emptyMatching, type Matching } from './matching.ts';
import { columnsBelow, type RowScanner, rowMinima, rowMinimaOfBlock, setDuals } from './row-scanner.ts';
import { addEdge, type Edges, edgeList, lightestCycle } from './smallest-cycle.ts';

/** Entries per row that may be collected to make the gap exact. */
const gapEntriesPerRow = 16;
/** Share of the rows, those with the nearest second choice, whose swaps bound the gap from above. */
const swapShare = 1 / 16;

/** So many rows, and so many of those looked at, may want a column that another has. */
const fewFree = 8;
const freeShare = 0.02;

export interface LeastOfRows {
  matching: Matching;
  /** [rows] smallest c_ij - v_j. */
  minima: Float64Array;
  /** As `linearAssignment` defines it; undefined where some rows are free. */
  gap: number | undefined;
}

/**
 * Where the cheapest columns of all rows differ, they are the optimum and v = 0, u = the rows' minima prove it: one pass
 * over the matrix. Where few rows of a square matrix want a column that another has, the one with the nearer second choice
 * stays free, and columns that are taken cost as much more as their rows' second choices do: what JV's reduction transfer gives.
 * Gives up where many want the same, on unrelated costs after a few hundred rows. Float32 costs only, by WebAssembly.
 * @returns undefined where it does not apply, or a cost is not finite (or beyond 2^120)
 */
export function leastOfRows(matrix: CostMatrix): LeastOfRows | undefined {
  const { rows, cols, scanner } = matrix;
  if (scanner === undefined) return undefined;
  const matching = emptyMatching(rows, new Float64Array(cols));
  const minima = new Float64Array(rows);
  /** [rows] how much more a row's second choice costs, >= 0. */
  const regrets = new Float64Array(rows);
  const ofBlock = rowMinimaOfBlock();
  let free = 0;
  for (let first = 0; first < rows; first += blockRows) {
    const count = loadBlock(matrix, first);
    if (!rowMinima(scanner, ofBlock)) return undefined;
    for (let k = 0; k < count; k++) {
      const row = first + k;
      const column = ofBlock.column[k];
      const other = matching.owner[column];
      minima[row] = ofBlock.least[k];
      regrets[row] = ofBlock.second[k] - ofBlock.least[k];
      if (other >= 0) {
        free++;
        if (rows < cols || free > fewFree + freeShare * row) return undefined;
        if (regrets[row] <= regrets[other]) continue;
        matching.assignment[other] = -1;
      }
      assign(matching, row, column, minima[row]);
    }
  }
  if (free === 0) {
    return { matching, minima, gap: gapOf(matrix, { scanner, matching, regrets, found: new Int32Array(cols) }) };
  }
  for (let j = 0; j < cols; j++) {
    const row = matching.owner[j];
    if (row < 0) continue;
    matching.v[j] = -regrets[row];
    minima[row] -= matching.v[j];
  }
  return { matching, minima, gap: undefined };
}

interface Found {
  scanner: RowScanner;
  matching: Matching;
  regrets: Float64Array;
  found: Int32Array;
}

/** As `linearAssignment` defines it: the lightest cycle among the entries near enough to matter, or what lies beyond them. */
function gapOf(matrix: CostMatrix, { scanner, matching, regrets, found }: Found): number {
  const { rows, cols, sign } = matrix;
  const { assignment, assignedCost, owner } = matching;
  const [cells] = scanner.cells;
  const isSquare = rows === cols;
  if (isSquare && rows === 1) return Number.POSITIVE_INFINITY;
  const partlySorted = regrets.slice();
  const swapped = kthSmallest(partlySorted, rows, Math.ceil(rows * swapShare) - 1);
  const lightest = kthSmallest(partlySorted, rows, 0);
  let known = Number.POSITIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    if (regrets[row] > swapped) continue;
    loadBlock(matrix, row, 1);
    const count = columnsBelow(scanner, { k: 0, limit: assignedCost[row] + regrets[row], columns: found });
    for (let h = 0; h < count; h++) {
      if (found[h] === assignment[row]) continue;
      const other = owner[found[h]];
      const back = other < 0 ? 0 : costAt(matrix, other, assignment[row]) - assignedCost[other];
      known = Math.min(known, sign * cells[found[h]] - assignedCost[row] + back);
    }
  }
  // A cycle through an entry has at least one more where no column is spare: the row that owned the column must take its
  // second choice or worse. A spare column ends an exchange: what follows costs nothing, so `known` has the lightest.
  const duals = new Float64Array(cols);
  for (let j = 0; j < cols; j++) if (owner[j] >= 0) duals[j] = -regrets[owner[j]];
  setDuals(scanner, duals);
  const edges = edgeList(rows, rows);
  let bound = known;
  for (let row = 0; row < rows; row++) {
    if (regrets[row] + (isSquare ? lightest : 0) > bound) continue;
    loadBlock(matrix, row, 1);
    const hits = columnsBelow(scanner, { k: 0, limit: assignedCost[row] + bound, columns: found });
    for (let h = 0; h < hits; h++) {
      const other = owner[found[h]];
      if (other === row) continue;
      const weight = sign * cells[found[h]] - assignedCost[row];
      if (other < 0) bound = Math.min(bound, weight);
      else if (edges.count < gapEntriesPerRow * rows) addEdge(edges, row, other, weight);
      else bound = Math.min(bound, weight + regrets[other]);
    }
  }
  const first = edges.count <= rows ? bound : kthSmallest(edges.weights.slice(), edges.count, rows);
  return Math.min(bound, lightestCycle({ rows, first, most: bound, edgesUpTo: (light) => lightEdges(edges, light) }));
}

/** Those of weight <= bound. */
function lightEdges({ nodes, count, from, to, weights }: Edges, bound: number): Edges {
  const light = edgeList(nodes, count);
  for (let e = 0; e < count; e++) if (weights[e] <= bound) addEdge(light, from[e], to[e], weights[e]);
  return light;
}
