import type { TensorDtype } from './dtype.ts';

export type { TensorDtype } from './dtype.ts';

export interface TensorInfo {
  readonly name: string;
  readonly dtype: TensorDtype;
  /** Row-major. */
  readonly shape: readonly number[];
  readonly sizeBytes: number;
}

/** All tensors of a model, over however many files they are spread. */
export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** Number of stored floating-point elements. */
  readonly parameters: number;
  /** The number format of most elements, as leaderboards state it. */
  readonly dtype: TensorDtype;
  /** Reads of some MB that should be under way while one is used, where files are remote; absent: one hides a disk. */
  readonly readAhead?: number;
  /**
   * Elements of a tensor widened to float32 (F64 is narrowed), row-major.
   * `rows` selects rows [start, end) of the first dimension. `into` is filled and returned when given.
   * @throws TENSOR_MISSING, TENSOR_SHAPE (rows outside the tensor, `into` of another length), WEIGHTS_TRUNCATED,
   *   WEIGHTS_DTYPE_UNSUPPORTED, FILE_CHANGED
   */
  read(
    name: string,
    options?: { rows?: readonly [start: number, end: number]; into?: Float32Array },
  ): Promise<Float32Array>;
  /** Rows of a 2-D tensor by index, in the order asked. [indices.length, cols]. @throws as `read` */
  gatherRows(name: string, indices: ArrayLike<number>): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Tensors as they lie in files, whose bytes can be read too. */
export interface StoredCheckpoint extends Checkpoint {
  /**
   * Fills `into` with the bytes of a tensor from byte `start` of it.
   * @throws TENSOR_MISSING, TENSOR_SHAPE (bytes outside the tensor), WEIGHTS_DTYPE_UNSUPPORTED (not in row-major order),
   *   WEIGHTS_TRUNCATED, FILE_CHANGED
   */
  readBytes(name: string, options: { start: number; into: Uint8Array }): Promise<void>;
}
