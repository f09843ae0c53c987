export type TensorDtype =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'F8_E4M3'
  | 'F8_E5M2'
  | 'I64'
  | 'I32'
  | 'I16'
  | 'I8'
  | 'U8'
  | 'BOOL';

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
  /**
   * Elements of a tensor widened to float32 (F64 is narrowed), row-major.
   * `rows` selects rows [start, end) of the first dimension. `into` is filled and returned when given.
   * @throws TENSOR_MISSING, WEIGHTS_TRUNCATED, WEIGHTS_DTYPE_UNSUPPORTED
   */
  read(
    name: string,
    options?: { rows?: readonly [start: number, end: number]; into?: Float32Array },
  ): Promise<Float32Array>;
  /** Rows of a 2-D tensor by index, in the order asked. [indices.length, cols] */
  gatherRows(name: string, indices: ArrayLike<number>): Promise<Float32Array>;
  close(): Promise<void>;
}
