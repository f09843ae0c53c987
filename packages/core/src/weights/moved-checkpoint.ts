import { ModelTraceError } from '../errors.ts';
import type { Checkpoint, TensorInfo } from './checkpoint.ts';
import { quoteName } from './parse-header.ts';

/** One tensor that is computed from a stored one as it is read. */
export interface MovedTensor {
  readonly info: TensorInfo;
  /** Stored tensor of the same shape. */
  readonly from: string;
  readonly by:
    | { readonly constant: number }
    | {
        /** Whether each row is computed from the same row of the stored tensor alone. */
        readonly rowwise: boolean;
        /** @param elements  [.., cols]: of one dimension, a row */
        apply(elements: Float32Array, cols: number): Promise<Float32Array>;
      };
}

/**
 * A checkpoint some of whose tensors are computed from those of another. A read takes the memory of what is asked for a few
 * times over in float64; rows of a tensor that is not computed by row cost as much as all of it. Closing it closes the other.
 */
export function movedCheckpoint(stored: Checkpoint, moved: ReadonlyMap<string, MovedTensor>): Checkpoint {
  const tensors = new Map([...stored.tensors, ...Array.from(moved, ([name, { info }]) => [name, info] as const)]);
  const rowElements = ({ info: { shape } }: MovedTensor) => (shape.length === 1 ? shape[0] : shape[1]);

  async function whole(tensor: MovedTensor): Promise<Float32Array> {
    const { info, from, by } = tensor;
    if ('constant' in by) return new Float32Array(info.shape[0]).fill(by.constant);
    return by.apply(await stored.read(from), rowElements(tensor));
  }

  return {
    ...stored,
    tensors,
    dtype: 'F32',
    async read(name, options = {}) {
      const tensor = moved.get(name);
      if (tensor === undefined) return stored.read(name, options);
      const { info, from, by } = tensor;
      const { rows = [0, info.shape[0]], into } = options;
      const cols = info.shape.length === 1 ? 1 : info.shape[1];
      if (!(0 <= rows[0] && rows[0] <= rows[1] && rows[1] <= info.shape[0]))
        throw wrongShape(info, `has no rows [${rows}]`);
      const byRow = !('constant' in by) && by.rowwise && info.shape.length > 1;
      const elements = byRow
        ? await by.apply(await stored.read(from, { rows }), rowElements(tensor))
        : (await whole(tensor)).slice(rows[0] * cols, rows[1] * cols);
      if (into === undefined) return elements;
      if (into.length !== elements.length)
        throw wrongShape(info, `needs room for ${elements.length} elements, not ${into.length}`);
      into.set(elements);
      return into;
    },
    async gatherRows(name, indices) {
      const tensor = moved.get(name);
      if (tensor === undefined) return stored.gatherRows(name, indices);
      const { info, from, by } = tensor;
      if (info.shape.length !== 2) throw wrongShape(info, 'is not a matrix');
      const cols = info.shape[1];
      if (!('constant' in by) && by.rowwise) return by.apply(await stored.gatherRows(from, indices), cols);
      const all = await whole(tensor);
      const rows = new Float32Array(indices.length * cols);
      for (let i = 0; i < indices.length; i++) {
        if (!(indices[i] >= 0 && indices[i] < info.shape[0])) throw wrongShape(info, `has no row ${indices[i]}`);
        rows.set(all.subarray(indices[i] * cols, (indices[i] + 1) * cols), i * cols);
      }
      return rows;
    },
    close: () => stored.close(),
  };
}

function wrongShape({ name, shape }: TensorInfo, what: string): ModelTraceError {
  return new ModelTraceError('TENSOR_SHAPE', `Tensor ${quoteName(name)} of shape [${shape.join(', ')}] ${what}`, {
    details: { tensor: name, shape },
  });
}
