/**
 * The entries of the cost matrix that the sparse solver may use: for each row a run of columns and costs, ascending by
 * `bases`. A row that grows moves to the end of the pool; what it leaves behind is not reused, so the pool is at most twice
 * the entries.
 */
export interface SparseCore {
  readonly start: Int32Array;
  readonly length: Int32Array;
  columns: Int32Array;
  /** Costs as minimised (sign applied). */
  costs: Float64Array;
  /**
   * Cost less the column's first dual, or something smaller. Column duals only fall, so this is at most the reduced cost that the row sees: who looks
   * for small ones may stop at the first base that is too large.
   */
  bases: Float64Array;
  used: number;
  /** [cols] */
  readonly firstDuals: Float64Array;
}

export interface SparseCoreOptions {
  rows: number;
  capacity: number;
  /** [cols] column duals that the solver never exceeds; copied. */
  duals: Float64Array;
}

export function sparseCore({ rows, capacity, duals }: SparseCoreOptions): SparseCore {
  return {
    start: new Int32Array(rows),
    length: new Int32Array(rows),
    columns: new Int32Array(capacity),
    costs: new Float64Array(capacity),
    bases: new Float64Array(capacity),
    used: 0,
    firstDuals: duals.slice(),
  };
}

export interface NewEntries {
  columns: Int32Array;
  costs: Float64Array;
  /** Entries are the first so many of both. */
  count: number;
  /** Those of larger base need no order among themselves: they stand last, with this for a base. */
  near?: number;
}

/** Adds entries to a row. They must not be in the row yet. */
export function extendRow(
  core: SparseCore,
  row: number,
  { columns, costs, count, near = Number.POSITIVE_INFINITY }: NewEntries,
): void {
  const { start, length, firstDuals } = core;
  const had = length[row];
  const isLast = start[row] + had === core.used;
  reserve(core, core.used + count + (isLast ? 0 : had));
  if (!isLast) {
    const from = start[row];
    for (const pool of [core.columns, core.costs, core.bases]) pool.copyWithin(core.used, from, from + had);
    start[row] = core.used;
    core.used += had;
  }
  length[row] = had + count;
  core.used += count;
  const first = start[row];
  let end = first + had;
  let far = 0;
  for (let k = 0; k < count; k++) {
    const base = costs[k] - firstDuals[columns[k]];
    if (base > near) {
      columns[far] = columns[k];
      costs[far++] = costs[k];
    } else insert(core, { first, end: end++, column: columns[k], cost: costs[k], base });
  }
  for (let k = 0; k < far; k++) insert(core, { first, end: end++, column: columns[k], cost: costs[k], base: near });
}

/** By insertion: rows are short, and what is added to one is a few entries or comes first. */
function insert(
  { columns, costs, bases }: SparseCore,
  { first, end, column, cost, base }: { first: number; end: number; column: number; cost: number; base: number },
): void {
  let at = end;
  for (; at > first && bases[at - 1] > base; at--) {
    columns[at] = columns[at - 1];
    costs[at] = costs[at - 1];
    bases[at] = bases[at - 1];
  }
  columns[at] = column;
  costs[at] = cost;
  bases[at] = base;
}

function reserve(core: SparseCore, capacity: number): void {
  if (capacity <= core.columns.length) return;
  const grown = Math.max(capacity, Math.ceil(core.columns.length * 1.5));
  const columns = new Int32Array(grown);
  const costs = new Float64Array(grown);
  const bases = new Float64Array(grown);
  columns.set(core.columns);
  costs.set(core.costs);
  bases.set(core.bases);
  core.columns = columns;
  core.costs = costs;
  core.bases = bases;
}
