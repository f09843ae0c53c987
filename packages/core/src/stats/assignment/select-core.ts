import { blockHits, collectBelow } from './collect-below.ts';
import { blockRows, type CostMatrix, loadBlock } from './cost-matrix.ts';
import { kthSmallest } from './kth-smallest.ts';
import { columnsBelow, setDuals } from './row-scanner.ts';
import { extendRow, type SparseCore } from './sparse-core.ts';

/** Cells looked at to guess the threshold of a row: runs of neighbours, since a strided sample would touch every cache line. */
const sampleRuns = 4;
const sampleRunLength = 64;

/** By how much the reach grows for a row that it gives too few columns, and how often. */
const growth = 2.5;
const growths = 8;
/** Share of the reach within which the columns of a row are sorted: about a third of them. */
const nearShare = 0.5;

export interface SelectCoreOptions {
  core: SparseCore;
  v: Float64Array;
  /** [rows] no reduced cost of the row is smaller. */
  minima: Float64Array;
  wantedOf: (row: number) => number;
}

/**
 * Adds to each row of the core its about `wantedOf(row)` columns of smallest c_ij - v_j: half to twice as many, the choice being
 * made by a threshold, which one pass can apply. Optimality never depends on the choice (the dual check does that), only the
 * number of rounds. The threshold is guessed from a sample of the row; where a scanner looks at rows, which is cheaper than a
 * sample, it is the row's minimum and what reached far enough in the rows before.
 * Where v are the column minima, the best row of each column has reduced cost 0 and is always chosen.
 */
export function selectCore(matrix: CostMatrix, { core, v, minima, wantedOf }: SelectCoreOptions): void {
  const { rows, cols, scanner } = matrix;
  const hits = blockHits(cols);
  if (scanner !== undefined) setDuals(scanner, v);
  const limits = new Float64Array(blockRows);
  const scratch: Scratch = {
    reduced: new Float64Array(cols),
    columns: new Int32Array(cols),
    costs: new Float64Array(cols),
  };
  let reach = 0;
  for (let first = 0; first < rows; first += blockRows) {
    const count = loadBlock(matrix, first);
    const guess = (block: number) =>
      guessThreshold(matrix, { block, v, wanted: wantedOf(first + block), reduced: scratch.reduced });
    if (!(reach > 0)) reach = guess(0) - minima[first];
    for (let k = 0; k < blockRows; k++) {
      if (k >= count) limits[k] = Number.NEGATIVE_INFINITY;
      else limits[k] = scanner === undefined ? guess(k) : minima[first + k] + reach;
    }
    collectBelow(matrix, { v, limits, hits });
    let found = 0;
    let sought = 0;
    for (let k = 0; k < count; k++) {
      const wanted = wantedOf(first + k);
      sought += wanted;
      const choice = { columns: hits.columns[k], count: hits.counts[k], wanted };
      found += Math.min(choice.count, growth * wanted);
      let wider = limits[k] - minima[first + k];
      for (let times = 0; scanner !== undefined && choice.count < wanted / 2 && times < growths; times++) {
        wider *= growth;
        choice.count = columnsBelow(scanner, { k, limit: minima[first + k] + wider, columns: choice.columns });
      }
      if (choice.count < wanted / 2) {
        for (let j = 0; j < cols; j++) choice.columns[j] = j;
        choice.count = cols;
      }
      const kept = keepBest(matrix, { ...choice, v, block: k, row: first + k, scratch });
      const near = minima[first + k] + nearShare * wider;
      extendRow(core, first + k, { columns: scratch.columns, costs: scratch.costs, count: kept, near });
    }
    reach *= Math.sqrt(Math.max(1 / growth, sought / Math.max(found, 1)));
  }
}

interface Scratch {
  reduced: Float64Array;
  columns: Int32Array;
  costs: Float64Array;
}

/** A value that about `wanted` of the row's reduced costs do not exceed. */
function guessThreshold(
  { block: rows, sign, cols }: CostMatrix,
  { block, v, wanted, reduced }: { block: number; v: Float64Array; wanted: number; reduced: Float64Array },
): number {
  if (cols <= 2 * wanted) return Number.POSITIVE_INFINITY;
  const cells = rows[block];
  let count = 0;
  for (let run = 0; run < sampleRuns; run++) {
    const from = Math.floor((cols * run) / sampleRuns);
    const end = Math.min(from + sampleRunLength, cols);
    for (let j = from; j < end; j++) reduced[count++] = sign * cells[j] - v[j];
  }
  return kthSmallest(reduced, count, Math.min(count - 1, Math.ceil((wanted * 1.1 * count) / cols)));
}

/**
 * Copies the chosen columns, at most twice `wanted`, into the scratch. Ties at the border are taken in cyclic order
 * from the row's own index: equal rows then choose different columns, and a constant matrix keeps a perfect matching.
 */
function keepBest(
  { block: rows, sign, cols }: CostMatrix,
  choice: {
    columns: Int32Array;
    count: number;
    wanted: number;
    v: Float64Array;
    block: number;
    row: number;
    scratch: Scratch;
  },
): number {
  const { columns, count, wanted, v, row, scratch } = choice;
  const cells = rows[choice.block];
  let border = Number.POSITIVE_INFINITY;
  if (count > 2 * wanted) {
    for (let h = 0; h < count; h++) scratch.reduced[h] = sign * cells[columns[h]] - v[columns[h]];
    border = kthSmallest(scratch.reduced, count, wanted - 1);
  }
  let kept = 0;
  for (let h = 0; h < count; h++) {
    const j = columns[h];
    const cost = sign * cells[j];
    if (cost - v[j] >= border) continue;
    scratch.columns[kept] = j;
    scratch.costs[kept++] = cost;
  }
  if (count <= 2 * wanted) return kept;
  let from = 0;
  while (from < count && columns[from] < row % cols) from++;
  for (let step = 0; step < count && kept < wanted; step++) {
    const j = columns[(from + step) % count];
    const cost = sign * cells[j];
    if (cost - v[j] !== border) continue;
    scratch.columns[kept] = j;
    scratch.costs[kept++] = cost;
  }
  return kept;
}
