/** A partial assignment and the column duals that prove it optimal so far. Invariant: an assigned entry is tight. */
export interface Matching {
  /** [rows] column of each row, -1 while free. */
  readonly assignment: Int32Array;
  /** [rows] cost of the assigned entry. */
  readonly assignedCost: Float64Array;
  /** [cols] row of each column, -1 while free. */
  readonly owner: Int32Array;
  /** [cols] duals; the dual of an assigned row is assignedCost[i] - v[assignment[i]]. */
  readonly v: Float64Array;
}

export function emptyMatching(rows: number, v: Float64Array): Matching {
  return {
    assignment: new Int32Array(rows).fill(-1),
    assignedCost: new Float64Array(rows),
    owner: new Int32Array(v.length).fill(-1),
    v,
  };
}

export function assign({ assignment, assignedCost, owner }: Matching, row: number, column: number, cost: number): void {
  assignment[row] = column;
  assignedCost[row] = cost;
  owner[column] = row;
}

/** The rows that have no column. */
export function freeRows({ assignment }: Matching): Int32Array {
  return Int32Array.from(assignment.keys()).filter((row) => assignment[row] < 0);
}
