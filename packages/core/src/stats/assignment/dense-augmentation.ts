import { type CostMatrix, costAt, loadBlock } from './cost-matrix.ts';
import { assign, type Matching } from './matching.ts';

/**
 * Assigns the free rows by shortest augmenting paths over the whole matrix, O(rows cols) each: the method of SciPy's
 * `linear_sum_assignment` (Crouse 2016, doi:10.1109/TAES.2016.140952). The certain way to end where a sparse core
 * would need too many rounds. `assigned` is told how many rows have a column. Needs duals that are feasible in every assigned row, and leaves feasible duals.
 */
export function augmentDensely(
  matrix: CostMatrix,
  matching: Matching,
  { free, assigned }: { free: Int32Array; assigned: (count: number) => void },
): void {
  const { rows, cols } = matrix;
  const search: DenseSearch = {
    distance: new Float64Array(cols),
    fromRow: new Int32Array(cols),
    columns: new Int32Array(cols),
  };
  for (const [index, row] of free.entries()) {
    augmentOne(matrix, matching, search, row);
    assigned(rows - free.length + index + 1);
  }
}

interface DenseSearch {
  distance: Float64Array;
  fromRow: Int32Array;
  /** All columns: first the settled ones, then those still open. */
  columns: Int32Array;
}

function augmentOne(matrix: CostMatrix, matching: Matching, search: DenseSearch, row: number): void {
  const { assignment, assignedCost, owner, v } = matching;
  const { distance, fromRow, columns } = search;
  const { cols } = matrix;
  distance.fill(Number.POSITIVE_INFINITY);
  for (let j = 0; j < cols; j++) columns[j] = j;
  let scanned = row;
  let offset = 0;
  let sink = -1;
  for (let settled = 0; sink < 0; settled++) {
    loadBlock(matrix, scanned, 1);
    const at = relax(matrix, { v, distance, fromRow, columns, settled, scanned, offset, owner });
    const column = columns[at];
    columns[at] = columns[settled];
    columns[settled] = column;
    if (owner[column] < 0) {
      sink = column;
      for (let s = 0; s < settled; s++) v[columns[s]] += distance[columns[s]] - distance[sink];
    } else {
      scanned = owner[column];
      offset = assignedCost[scanned] - v[column] - distance[column];
    }
  }
  for (let column = sink; ; ) {
    const through = fromRow[column];
    const previous = assignment[through];
    assign(matching, through, column, costAt(matrix, through, column));
    if (through === row) return;
    column = previous;
  }
}

interface Relaxation extends DenseSearch {
  v: Float64Array;
  owner: Int32Array;
  settled: number;
  scanned: number;
  offset: number;
}

/** Updates the distances of open columns through a row. @returns the place of the closest, a free one among equals */
function relax({ block: [cells], sign, cols }: CostMatrix, relaxation: Relaxation): number {
  const { v, owner, distance, fromRow, columns, settled, scanned, offset } = relaxation;
  let closest = Number.POSITIVE_INFINITY;
  let place = settled;
  for (let p = settled; p < cols; p++) {
    const j = columns[p];
    const through = sign * cells[j] - v[j] - offset;
    if (through < distance[j]) {
      distance[j] = through;
      fromRow[j] = scanned;
    }
    if (distance[j] < closest || (distance[j] === closest && owner[j] < 0)) {
      closest = distance[j];
      place = p;
    }
  }
  return place;
}
