import { ModelTraceError } from '../errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import { quoteName } from './parse-header.ts';

/** For each dimension of a tensor, the old index that stands at each new one; null: as it is. */
export type AxisOrders = readonly (Int32Array | null)[];

/**
 * A checkpoint whose tensors are those of another with the indices of some dimensions in another order:
 * new[i, j] = old[orders[0][i], orders[1][j]]. Nothing is copied to disk; a read takes twice the memory of what was asked
 * for at most. Closing it closes the other.
 * @param orders  by tensor; tensors that are not named stay as they are
 * @throws TENSOR_SHAPE when orders do not fit a tensor, it has more than three dimensions, or the first of three is to be reordered
 */
export function permutedCheckpoint(stored: Checkpoint, orders: ReadonlyMap<string, AxisOrders>): Checkpoint {
  for (const [name, axes] of orders) checkOrders(stored, name, axes);
  return {
    ...stored,
    async read(name, options = {}) {
      const axes = orders.get(name);
      if (axes === undefined) return stored.read(name, options);
      const { rows, into } = options;
      const order = axes[0] ?? null;
      if (order === null) return permuteWithin(await stored.read(name, options), axes.slice(1), shapeOf(stored, name));
      const shape = shapeOf(stored, name);
      const [start, end] = rows ?? [0, shape[0]];
      if (rows !== undefined) await stored.read(name, { rows: [start, start] }); // says what is wrong with a range
      if (end > shape[0] || start > end) throw wrongShape(name, shape, `has no rows [${start}, ${end})`);
      const wanted = order.subarray(start, end);
      const elements =
        shape.length === 1
          ? pick(await stored.read(name), wanted)
          : permuteWithin(await stored.gatherRows(name, wanted), axes.slice(1), shape);
      if (into === undefined) return elements;
      if (into.length !== elements.length) {
        throw wrongShape(name, shape, `needs room for ${elements.length} elements, not ${into.length}`);
      }
      into.set(elements);
      return into;
    },
    async gatherRows(name, indices) {
      const axes = orders.get(name);
      if (axes === undefined) return stored.gatherRows(name, indices);
      const order = axes[0] ?? null;
      // An index outside the tensor stays one, for the stored checkpoint to refuse.
      const wanted = order === null ? indices : Array.from(indices, (row) => order[row] ?? row);
      return permuteWithin(await stored.gatherRows(name, wanted), axes.slice(1), shapeOf(stored, name));
    },
    close: () => stored.close(),
  };
}

function pick(elements: Float32Array, order: Int32Array): Float32Array {
  return Float32Array.from(order, (index) => elements[index]);
}

/** Reorders the dimensions after the first within each index of it, in place. `orders`: of those one or two dimensions. */
function permuteWithin(elements: Float32Array, orders: AxisOrders, shape: readonly number[]): Float32Array {
  if (orders.every((order) => order === null)) return elements;
  const [outer, inner] = orders.length === 1 ? [null, orders[0]] : orders;
  const [rows, cols] = orders.length === 1 ? [1, shape[1]] : shape.slice(1);
  const old = new Float32Array(rows * cols);
  for (let start = 0; start < elements.length; start += old.length) {
    old.set(elements.subarray(start, start + old.length));
    for (let row = 0; row < rows; row++) {
      const to = start + row * cols;
      const from = (outer === null ? row : outer[row]) * cols;
      if (inner === null) elements.set(old.subarray(from, from + cols), to);
      else for (let col = 0; col < cols; col++) elements[to + col] = old[from + inner[col]];
    }
  }
  return elements;
}

const shapeOf = (stored: Checkpoint, name: string): readonly number[] => stored.tensors.get(name)!.shape;

function checkOrders(stored: Checkpoint, name: string, axes: AxisOrders): void {
  const info = stored.tensors.get(name);
  if (info === undefined) {
    throw new ModelTraceError('TENSOR_MISSING', `The weights have no tensor ${quoteName(name)}`, {
      details: { tensor: name },
    });
  }
  const { shape } = info;
  const fits =
    axes.length === shape.length && axes.every((order, axis) => order === null || order.length === shape[axis]);
  if (!fits || shape.length > 3 || (axes[0] !== null && shape.length > 2)) {
    throw wrongShape(name, shape, `cannot be reordered by [${axes.map((order) => order?.length ?? 'none')}]`);
  }
}

function wrongShape(name: string, shape: readonly number[], what: string): ModelTraceError {
  return new ModelTraceError('TENSOR_SHAPE', `Tensor ${quoteName(name)} of shape [${shape.join(', ')}] ${what}`, {
    details: { tensor: name, shape },
  });
}
