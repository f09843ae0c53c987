/**
 * The entries of the cost matrix that the sparse solver may use: for each row a run of columns and costs. A row that
 * grows moves to the end of the pool; what it leaves behind is not reused, so the pool is at most twice the entries.
 */
export interface SparseCore {
  readonly start: Int32Array;
  readonly length: Int32Array;
  columns: Int32Array;
  /** Costs as minimised (sign applied). */
  costs: Float64Array;
  used: number;
}

export function sparseCore(rows: number, capacity: number): SparseCore {
  return {
    start: new Int32Array(rows),
    length: new Int32Array(rows),
    columns: new Int32Array(capacity),
    costs: new Float64Array(capacity),
    used: 0,
  };
}

/** Appends entries to a row: columns `columns[0..count)`, costs `costs[0..count)`. They must not be in the row yet. */
export function extendRow(
  core: SparseCore,
  row: number,
  { columns, costs, count }: { columns: Int32Array; costs: Float64Array; count: number },
): void {
  const { start, length } = core;
  const had = length[row];
  const isLast = start[row] + had === core.used;
  reserve(core, core.used + count + (isLast ? 0 : had));
  if (!isLast) {
    core.columns.copyWithin(core.used, start[row], start[row] + had);
    core.costs.copyWithin(core.used, start[row], start[row] + had);
    start[row] = core.used;
    core.used += had;
  }
  core.columns.set(columns.subarray(0, count), core.used);
  core.costs.set(costs.subarray(0, count), core.used);
  core.used += count;
  length[row] = had + count;
}

function reserve(core: SparseCore, capacity: number): void {
  if (capacity <= core.columns.length) return;
  const grown = Math.max(capacity, Math.ceil(core.columns.length * 1.5));
  const columns = new Int32Array(grown);
  const costs = new Float64Array(grown);
  columns.set(core.columns);
  costs.set(core.costs);
  core.columns = columns;
  core.costs = costs;
}
