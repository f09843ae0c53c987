import { blockHits, collectBelow } from './collect-below.ts';
import { blockRows, type CostMatrix, loadBlock } from './cost-matrix.ts';
import { kthSmallest } from './kth-smallest.ts';
import type { Matching } from './matching.ts';
import { setDuals } from './row-scanner.ts';
import { extendRow, type SparseCore } from './sparse-core.ts';

export interface DualCheck {
  /** Rows with an entry of reduced cost below -tolerance; the worst such entries have been added to the core. */
  violated: number[];
  /** Largest violation seen, >= 0. */
  violation: number;
  /** Entries added, because they violate or because they are within the horizon. */
  added: number;
  /** Where nothing is violated: no entry outside the (grown) core has a smaller reduced cost. */
  outside: number;
}

export interface CheckDualsOptions {
  core: SparseCore;
  matching: Matching;
  tolerance: number;
  /** Entries of reduced cost up to here are of interest to the caller, >= 0. */
  horizon: number;
  /** How many entries may be added only because they are within the horizon. */
  budget: number;
}

/**
 * Are u_i + v_j <= c_ij in every assigned row? One pass over the whole matrix; what violates, or comes close, joins the
 * core.
 */
export function checkDuals(matrix: CostMatrix, options: CheckDualsOptions): DualCheck {
  const { matching, horizon } = options;
  const { assignment, assignedCost, v } = matching;
  const { rows, cols } = matrix;
  const hits = blockHits(cols);
  if (matrix.scanner !== undefined) setDuals(matrix.scanner, v);
  const limits = new Float64Array(blockRows);
  const scratch: Scratch = {
    candidateOf: new Int32Array(cols).fill(-1),
    columns: new Int32Array(cols),
    costs: new Float64Array(cols),
    reduced: new Float64Array(cols),
  };
  const result: DualCheck = { violated: [], violation: 0, added: 0, outside: horizon };
  for (let first = 0; first < rows; first += blockRows) {
    const count = loadBlock(matrix, first);
    for (let k = 0; k < blockRows; k++) {
      const row = first + Math.min(k, count - 1);
      const isChecked = k < count && assignment[row] >= 0;
      limits[k] = isChecked ? assignedCost[row] - v[assignment[row]] + result.outside : Number.NEGATIVE_INFINITY;
    }
    collectBelow(matrix, { v, limits, hits });
    for (let k = 0; k < count; k++) {
      if (hits.counts[k] === 0) continue;
      const found = hits.columns[k].subarray(0, hits.counts[k]);
      checkRow({ ...options, row: first + k, cells: matrix.block[k], sign: matrix.sign, found, scratch, result });
    }
  }
  return result;
}

interface Scratch {
  /** [cols] last row that had this column as a candidate. */
  candidateOf: Int32Array;
  columns: Int32Array;
  costs: Float64Array;
  reduced: Float64Array;
}

interface RowCheck extends CheckDualsOptions {
  row: number;
  cells: Float64Array | Float32Array;
  sign: number;
  found: Int32Array;
  scratch: Scratch;
  result: DualCheck;
}

function checkRow({ core, matching, row, cells, sign, found, scratch, result, tolerance, budget }: RowCheck): void {
  const { assignment, assignedCost, v } = matching;
  const { candidateOf, columns, costs, reduced } = scratch;
  const u = assignedCost[row] - v[assignment[row]];
  for (let at = core.start[row]; at < core.start[row] + core.length[row]; at++) candidateOf[core.columns[at]] = row;
  candidateOf[assignment[row]] = row;
  let least = 0;
  let count = 0;
  for (const j of found) {
    const cost = sign * cells[j];
    const slack = cost - v[j] - u;
    if (slack < least) least = slack;
    if (candidateOf[j] === row) continue;
    if (slack >= -tolerance && result.added + count >= budget) {
      if (slack < result.outside) result.outside = Math.max(slack, 0);
      continue;
    }
    columns[count] = j;
    reduced[count] = slack;
    costs[count++] = cost;
  }
  if (-least > result.violation) result.violation = -least;
  if (least < -tolerance) {
    result.violated.push(row);
    count = keepWorst(scratch, count, Math.max(8, core.length[row] >> 1));
  }
  result.added += count;
  if (count > 0) extendRow(core, row, { columns, costs, count });
}

/** Keeps the entries of smallest reduced cost: a row whose dual is far off would otherwise bring most of its columns. */
function keepWorst({ columns, costs, reduced }: Scratch, count: number, wanted: number): number {
  if (count <= wanted) return count;
  const border = kthSmallest(reduced.slice(0, count), count, wanted - 1);
  let kept = 0;
  for (let k = 0; k < count && kept < wanted; k++) {
    if (reduced[k] > border) continue;
    columns[kept] = columns[k];
    costs[kept++] = costs[k];
  }
  return kept;
}
