import type { TensorInfo } from './checkpoint.ts';

/** A tensor and where its elements lie in one file. */
export interface PlacedTensor {
  info: TensorInfo;
  /** Byte of the file where its first element begins. */
  position: number;
  /** Elements from one index to the next, per dimension; null when they follow each other in row-major order. */
  strides: readonly number[] | null;
}
