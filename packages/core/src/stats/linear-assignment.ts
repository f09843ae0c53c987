import { ModelTraceError } from '../errors.ts';
import { assertFiniteCosts } from './assert-finite-costs.ts';
import { augmentingRowReduction } from './assignment/augmenting-row-reduction.ts';
import { checkDuals } from './assignment/check-duals.ts';
import { type CostMatrix, costAt, costMatrix, withoutScanner } from './assignment/cost-matrix.ts';
import { augmentDensely } from './assignment/dense-augmentation.ts';
import { growCore } from './assignment/grow-core.ts';
import { leastOfRows } from './assignment/least-of-rows.ts';
import { assign, emptyMatching, freeRows, type Matching } from './assignment/matching.ts';
import { rankOneDuals } from './assignment/rank-one-duals.ts';
import { type ReducedMatrix, reduceMatrix } from './assignment/reduce-matrix.ts';
import { selectCore } from './assignment/select-core.ts';
import { augmentRow, pathSearch } from './assignment/shortest-augmenting-path.ts';
import { type SmallestCycle, smallestCycle } from './assignment/smallest-cycle.ts';
import { type SparseCore, sparseCore } from './assignment/sparse-core.ts';

export interface LinearAssignmentOptions {
  /** [rows, cols] row-major, finite. Read, never written or copied. */
  cost: Float64Array | Float32Array;
  rows: number;
  /** At least `rows`. */
  cols: number;
  /** Largest instead of smallest total. */
  maximize?: boolean;
  /** [1] over shared memory: how many rows are assigned, written as it goes. It may fall when a check of the duals frees rows. */
  progress?: Int32Array;
}

export interface LinearAssignment {
  /** [rows] the column of each row; no column twice. */
  assignment: Int32Array;
  /** Sum of the assigned costs. */
  total: number;
  /** [rows] row duals. */
  u: Float64Array;
  /** [cols] column duals: u_i + v_j <= cost_ij within `tolerance`, equality where assigned (>= when maximising). */
  v: Float64Array;
  /**
   * Every other assignment is worse than this one by at least `gap`, up to rounding (rows * tolerance). Almost always it is
   * exactly the second best's distance; 0 says that there is a tie, or that none could be excluded. Infinity: there is no other.
   */
  gap: number;
  /** 2^-44 of the largest |dual|: what the duals were checked to, and so total is optimal within rows * tolerance. */
  tolerance: number;
  /** Dense dual checks it took; the minima of the rows, where they are the optimum, count as one. */
  rounds: number;
}

/** Candidates per row. At 3,072 independent unit rows 48 need no second round, 24 to 32 do; 64 cost a third more. */
const candidates = 48;
/** Related models: column reduction alone assigns nearly every row, and the few others grow as needed. */
const fewCandidates = 8;
const nearlySolved = 0.02;
/** Rounds of solve and check before the rest is solved on the whole matrix. 1 or 2 are usual. */
const maxRounds = 8;
/** Share of the matrix beyond which a core that locks rows in is given up: sparse scans cost about four dense ones. */
const largestCoreShare = 0.2;
/** Entries per row that may join the core to make the gap exact. */
const gapEntriesPerRow = 8;

/**
 * Minimum-cost (or maximum) assignment of rows to columns, exact and certified by duals over the whole matrix.
 *
 * Float32 costs whose rows want different columns are done after one pass, which is the beginning where few want the same.
 * Otherwise, or then:
 * Solves on a sparse core (the best candidates of each row by reduced cost) by column reduction, augmenting row reduction
 * and shortest augmenting paths with a heap; checks the duals on the dense matrix; adds what violates, frees those rows and
 * repeats. A core without a perfect matching grows; one that needs too many rounds is finished densely.
 *
 * Synchronous and long: call it through the thread pool where an event loop must stay free.
 * @throws STATS_SHAPE, STATS_NON_FINITE
 * Time O(rows^2 cols) at worst, in practice a few passes over the matrix; memory beside the matrix O(rows candidates + cols).
 * Sources: Jonker and Volgenant 1987, doi:10.1007/BF02278710; Volgenant 1996 (sparse core, doi:10.1016/0305-0548(96)00010-X).
 */
export function linearAssignment({
  cost,
  rows,
  cols,
  maximize = false,
  progress,
}: LinearAssignmentOptions): LinearAssignment {
  assertShape(cost, rows, cols);
  if (rows === 0) return emptyAssignment(cols);
  let matrix = costMatrix({ cost, rows, cols, maximize });
  const assigned = (count: number): void => {
    if (progress !== undefined) Atomics.store(progress, 0, count);
  };
  const least = leastOfRows(matrix);
  if (least?.gap !== undefined) {
    const { matching, gap } = least;
    assigned(rows);
    return finished(matrix, matching, { gap, tolerance: 2 ** -44 * largestDual(matching), rounds: 1 });
  }
  const isSquare = rows === cols;
  let matching: Matching;
  let start: Pick<ReducedMatrix, 'v' | 'minima'>;
  if (least !== undefined) {
    matching = least.matching;
    start = { v: matching.v, minima: least.minima };
  } else {
    const first = isSquare ? rankOneDuals(matrix) : new Float64Array(cols);
    let reduced = reduceMatrix(matrix, first);
    if (!reduced.isBounded) {
      assertFiniteCosts({ cost, cols });
      if (matrix.scanner !== undefined) {
        matrix = withoutScanner(matrix);
        reduced = reduceMatrix(matrix, first);
      }
    }
    matching = isSquare ? reducedColumns(matrix, reduced) : emptyMatching(rows, new Float64Array(cols));
    start = reduced;
  }
  const isNearlySolved = freeRows(matching).length < rows * nearlySolved;
  const core = sparseCore({ rows, capacity: rows * Math.min(cols, 2 * candidates), duals: matching.v });
  const wantedOf = (row: number) => (isNearlySolved && matching.assignment[row] >= 0 ? fewCandidates : candidates);
  selectCore(matrix, { core, v: start.v, minima: start.minima, wantedOf });

  for (let rounds = 1; ; rounds++) {
    const isSolved = solveOnCore(matrix, { core, matching, assigned });
    const tolerance = 2 ** -44 * largestDual(matching);
    const inCore = isSolved ? smallestCycle(core, matching) : { weight: 0, lightestEdge: 0 };
    // A cycle through an entry outside the core has that entry and, where no column is spare, at least one more.
    const horizon = isSquare ? horizonOf(inCore) : inCore.weight;
    const check = checkDuals(matrix, { core, matching, tolerance, horizon, budget: gapEntriesPerRow * rows });
    if (isSolved && check.violated.length === 0) {
      const { weight, lightestEdge } = check.added > 0 ? smallestCycle(core, matching) : inCore;
      const beyond = check.outside + (isSquare ? Math.min(check.outside, lightestEdge) : 0);
      return finished(matrix, matching, { gap: Math.min(weight, beyond), tolerance, rounds });
    }
    if (rounds > maxRounds) {
      throw new ModelTraceError(
        'STATS_NOT_CONVERGED',
        `Duals of a ${rows} x ${cols} assignment stay off by ${check.violation}`,
      );
    }
    if (isSquare) for (const row of check.violated) release(matching, row);
    // A spare column must have dual 0, so with spare columns a row cannot simply be freed: start over on the larger core.
    else matching = emptyMatching(rows, new Float64Array(cols));
    if (!isSolved || rounds === maxRounds) {
      augmentDensely(matrix, matching, { free: freeRows(matching), assigned });
      rounds = maxRounds;
    }
  }
}

/** Reduced costs that matter to the gap of a square problem whose core has this lightest cycle. */
function horizonOf({ weight, lightestEdge }: SmallestCycle): number {
  return weight === Number.POSITIVE_INFINITY ? weight : Math.max(weight - lightestEdge, lightestEdge);
}

function assertShape(cost: unknown, rows: number, cols: number): void {
  const isCount = (n: number) => Number.isSafeInteger(n) && n >= 0;
  if (!(cost instanceof Float64Array || cost instanceof Float32Array)) {
    throw new ModelTraceError('STATS_SHAPE', 'Costs must be a Float64Array or a Float32Array');
  }
  if (!isCount(rows) || !isCount(cols) || cost.length !== rows * cols) {
    throw new ModelTraceError('STATS_SHAPE', `${cost.length} costs are not a ${rows} x ${cols} matrix`);
  }
  if (rows > cols) {
    throw new ModelTraceError('STATS_SHAPE', `There are more rows (${rows}) than columns (${cols})`, {
      fix: 'Transpose the costs',
    });
  }
}

function emptyAssignment(cols: number): LinearAssignment {
  return {
    assignment: new Int32Array(0),
    total: 0,
    u: new Float64Array(0),
    v: new Float64Array(cols),
    gap: Number.POSITIVE_INFINITY,
    tolerance: 0,
    rounds: 0,
  };
}

/** Column reduction: each column goes to its cheapest row, if that is still free. */
function reducedColumns(matrix: CostMatrix, { v, argMinima }: ReducedMatrix): Matching {
  const matching = emptyMatching(matrix.rows, v);
  for (let column = matrix.cols - 1; column >= 0; column--) {
    const row = argMinima[column];
    if (matching.assignment[row] < 0) assign(matching, row, column, costAt(matrix, row, column));
  }
  return matching;
}

/** @returns false when the core grew so large that it has no advantage left; some rows are then free */
function solveOnCore(
  matrix: CostMatrix,
  { core, matching, assigned }: { core: SparseCore; matching: Matching; assigned: (count: number) => void },
): boolean {
  const { rows, cols } = matrix;
  const search = pathSearch(cols);
  const free = augmentingRowReduction(core, matching, freeRows(matching));
  for (const [index, row] of free.entries()) {
    assigned(rows - free.length + index);
    while (!augmentRow(core, matching, search, row)) {
      if (core.used > rows * cols * largestCoreShare) return false;
      growCore(matrix, { core, matching, row, reached: search.settled.subarray(0, search.settledCount) });
    }
  }
  assigned(rows);
  return true;
}

function release({ assignment, owner }: Matching, row: number): void {
  owner[assignment[row]] = -1;
  assignment[row] = -1;
}

function largestDual({ assignment, assignedCost, v }: Matching): number {
  let largest = 0;
  for (let j = 0; j < v.length; j++) largest = Math.max(largest, Math.abs(v[j]));
  for (let i = 0; i < assignment.length; i++) {
    if (assignment[i] >= 0) largest = Math.max(largest, Math.abs(assignedCost[i] - v[assignment[i]]));
  }
  return largest;
}

/** Back to the caller's sign. */
function finished(
  { sign }: CostMatrix,
  { assignment, assignedCost, v }: Matching,
  { gap, tolerance, rounds }: Pick<LinearAssignment, 'gap' | 'tolerance' | 'rounds'>,
): LinearAssignment {
  const u = assignedCost.map((cost, i) => sign * (cost - v[assignment[i]]));
  const total = assignedCost.reduce((sum, cost) => sum + sign * cost, 0);
  return { assignment, total, u, v: v.map((dual) => sign * dual), gap, tolerance, rounds };
}
