import { ModelTraceError } from '../errors.ts';
import type { Checkpoint, TensorInfo } from './checkpoint.ts';
import { quoteName } from './parse-header.ts';

/** Which rows of a tensor are wanted: a range [start, end) of the first dimension, rows by index, or null: all of it. */
export type RowsWanted =
  | { readonly range: readonly [start: number, end: number] }
  | { readonly indices: ArrayLike<number> }
  | null;

/** One tensor of a model that is not stored as such. */
export interface OverlayTensor {
  readonly info: TensorInfo;
  /** Where the elements come from. */
  readonly from: { readonly checkpoint: Checkpoint; readonly name: string };
  /** Changes the elements that were read, [rows wanted, …]. */
  readonly add?: (into: Float32Array, rows: RowsWanted) => Promise<void>;
}

/**
 * A checkpoint whose tensors are read from others and changed on the way: no tensor is held, a read takes the memory of what
 * was asked for and of what is added to it.
 * @param closing  checkpoints that are closed with it
 */
export function overlayCheckpoint(
  tensors: ReadonlyMap<string, OverlayTensor>,
  { parameters, dtype, closing }: Pick<Checkpoint, 'parameters' | 'dtype'> & { closing: readonly Checkpoint[] },
): Checkpoint {
  const find = (name: string): OverlayTensor => {
    const tensor = tensors.get(name);
    if (tensor !== undefined) return tensor;
    throw new ModelTraceError('TENSOR_MISSING', `The weights have no tensor ${quoteName(name)}`, {
      details: { tensor: name },
    });
  };
  return {
    tensors: new Map(Array.from(tensors, ([name, { info }]) => [name, info])),
    parameters,
    dtype,
    readAhead: closing.find((checkpoint) => checkpoint.readAhead !== undefined)?.readAhead,
    async read(name, options = {}) {
      const { from, add } = find(name);
      const elements = await from.checkpoint.read(from.name, options);
      await add?.(elements, options.rows === undefined ? null : { range: options.rows });
      return elements;
    },
    async gatherRows(name, indices) {
      const { from, add } = find(name);
      const elements = await from.checkpoint.gatherRows(from.name, indices);
      await add?.(elements, { indices });
      return elements;
    },
    close: async () => {
      await Promise.all(closing.map((checkpoint) => checkpoint.close()));
    },
  };
}
