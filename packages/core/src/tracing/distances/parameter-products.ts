import type { AxisRole } from '../../architectures/index.ts';
import type { PermutedInnerProducts } from '../../stats/index.ts';
import { boundedTasks } from '../bounded-tasks.ts';
import { roleOrder } from '../relabelling/role-order.ts';
import type { TraceRun } from '../trace-run.ts';
import { type ParameterPair, pairParameters } from './pair-parameters.ts';

/** Sums over all parameters of a pair of models, shared tensors once. */
export interface ParameterProducts extends PermutedInnerProducts {
  /** Elements of each model that were compared. */
  parameters: number;
  tensors: number;
  /** How far rounding can move apart two of the products, drawn or not, that are equal. */
  rounding: number;
  /** Euclidean distance of each tensor, by key. */
  distances: ReadonlyMap<string, number>;
  leftOut: readonly string[];
}

/** Elements of a matrix that are read at a time where its rows stay in place: 16 MB of each model. */
const chunkElements = 4 * 2 ** 20;
/** What all threads together may hold. A matrix whose rows are relabelled is held whole, in both models. */
const maxBytes = 2 ** 30;

/**
 * One pass over the weights of both models, whatever the number of draws: each matrix is read once and meets all relabellings.
 * Memory: at most 1 GB, or the largest matrix of both models with its draws if that is more. Time: draws * parameters
 * multiplications with a gather, about 3 ns of one core each, on all threads: 99 draws of 124 million parameters 39 s of one core
 * and 293 MB.
 */
export async function parameterProducts(run: TraceRun): Promise<ParameterProducts> {
  const { base, model, relabellings, pool, signal, countOf } = run;
  const { pairs, leftOut } = pairParameters(base, model);
  const parts = pairs.flatMap((pair) => partsOf(pair, relabellings.count));
  const finished = countOf('parameters', parts.length, 'steps');
  const largest = parts.reduce((most, { rows, cols }) => Math.max(most, rows * cols), 1);
  const tasks = boundedTasks(Math.max(1, Math.min(pool.size + 1, Math.floor(maxBytes / (8 * largest)))));
  const sums = Array.from(parts, () => null as PermutedInnerProducts | null);
  for (const [index, { pair, from, rows, cols, rowRole, colRole }] of parts.entries()) {
    signal.throwIfAborted();
    await tasks.start(async () => {
      const read = ({ checkpoint }: TraceRun['base'], side: 'base' | 'model') =>
        readPart(checkpoint, { parameter: pair[side], shape: pair.shape, from, rows, cols });
      const [a, b] = await Promise.all([read(base, 'base'), read(model, 'model')]);
      const draws = relabellings.count;
      const drawn = Array.from({ length: draws }, (_, draw) => relabellings.of(draw, pair.block));
      const orders = (role: AxisRole, size: number): Int32Array[] | null => {
        const all = drawn.flatMap((relabelling) => roleOrder(role, { relabelling, block: pair.block, size }) ?? []);
        return all.length > 0 ? all : null;
      };
      const rowOrders = orders(rowRole, rows);
      const colOrders = orders(colRole, cols);
      sums[index] = await pool.permutedInnerProducts({ a, b, rows, cols, rowOrders, colOrders, draws, signal });
      finished();
    });
  }
  await tasks.drain();
  return { ...added(parts, sums as PermutedInnerProducts[], relabellings.count), tensors: pairs.length, leftOut };
}

/** A matrix of a pair, or rows of it. `from`: index of its first element, in elements of the parameter. */
interface Part {
  pair: ParameterPair;
  from: number;
  rows: number;
  cols: number;
  rowRole: AxisRole;
  colRole: AxisRole;
}

/** Vectors are columns; of three dimensions the first counts experts, whose matrices are parts of their own. */
function partsOf(pair: ParameterPair, draws: number): Part[] {
  const { shape, axes } = pair;
  const [matrices, rows, cols] = shape.length === 3 ? shape : [1, ...(shape.length === 2 ? shape : [shape[0] ?? 1, 1])];
  const [rowRole = 'fixed', colRole = 'fixed'] = shape.length === 3 ? axes.slice(1) : axes;
  const inPlace = rowRole === 'fixed' || draws === 0;
  const step = inPlace ? Math.max(1, Math.floor(chunkElements / cols)) : rows;
  const parts: Part[] = [];
  for (let matrix = 0; matrix < matrices; matrix++) {
    for (let row = 0; row < rows; row += step) {
      const from = (matrix * rows + row) * cols;
      parts.push({ pair, from, rows: Math.min(step, rows - row), cols, rowRole, colRole });
    }
  }
  return parts;
}

async function readPart(
  checkpoint: TraceRun['base']['checkpoint'],
  {
    parameter: { tensor, rows: own },
    shape,
    from,
    rows,
    cols,
  }: { parameter: ParameterPair['base'] } & Pick<Part, 'from' | 'rows' | 'cols'> & { shape: readonly number[] },
): Promise<Float32Array> {
  if (shape.length === 0) return checkpoint.read(tensor);
  const rowElements = shape.slice(1).reduce((product, size) => product * size, 1);
  const offset = own?.[0] ?? 0;
  const first = Math.floor(from / rowElements);
  const end = Math.ceil((from + rows * cols) / rowElements);
  const read = await checkpoint.read(tensor, { rows: [offset + first, offset + end] });
  const start = from - first * rowElements;
  // What goes to a thread is given away whole.
  return read.length === rows * cols ? read : read.slice(start, start + rows * cols);
}

function added(
  parts: readonly Part[],
  sums: readonly PermutedInnerProducts[],
  draws: number,
): Omit<ParameterProducts, 'tensors' | 'leftOut'> {
  const total = { squaredA: 0, squaredB: 0, squaredDifference: 0, product: 0, permuted: new Float64Array(draws) };
  const squares = new Map<string, number>();
  let parameters = 0;
  for (const [index, { squaredA, squaredB, squaredDifference, product, permuted }] of sums.entries()) {
    const { pair, rows, cols } = parts[index];
    total.squaredA += squaredA;
    total.squaredB += squaredB;
    total.squaredDifference += squaredDifference;
    total.product += product;
    for (let draw = 0; draw < draws; draw++) total.permuted[draw] += permuted[draw];
    squares.set(pair.key, (squares.get(pair.key) ?? 0) + squaredDifference);
    parameters += rows * cols;
  }
  return {
    ...total,
    rounding: roundingOf(parts, total),
    parameters,
    distances: new Map(Array.from(squares, ([key, sum]) => [key, Math.sqrt(sum)])),
  };
}

/**
 * Products of float32 values are exact in float64, so that only additions round. An element passes at most h of them, those of
 * its row, of its part and of the parts; hence a sum of products x_i is off by at most gamma_h sum |x_i|, gamma_h = h u / (1 - h u),
 * u = 2^-53 (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 4.2), and sum |x_i| <= ||a|| ||b|| whatever
 * the relabelling. Two sums: 2 gamma_h ||a|| ||b||. Twice that is taken, which covers the rounding of the norms and 1 - h u.
 * 3e-12 of ||a|| ||b|| for GPT-2 small (h = 6,400); draws between unrelated models differ by 1e-4 of it.
 */
function roundingOf(
  parts: readonly Pick<Part, 'rows' | 'cols'>[],
  { squaredA, squaredB }: Pick<PermutedInnerProducts, 'squaredA' | 'squaredB'>,
): number {
  const additions = parts.reduce((most, { rows, cols }) => Math.max(most, rows + cols), 0) + parts.length;
  return 2 * additions * Number.EPSILON * Math.sqrt(squaredA) * Math.sqrt(squaredB);
}
