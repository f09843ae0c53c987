import { Tensor } from 'onnxruntime-node';
import type { ComputeDtype } from './provider.ts';

/** Elements in the number format that a graph computes in. */
export type Elements = Float32Array | Float64Array;

export const allocate = (dtype: ComputeDtype, length: number): Elements =>
  dtype === 'float32' ? new Float32Array(length) : new Float64Array(length);

export const bytesPerElement = (dtype: ComputeDtype): number => (dtype === 'float32' ? 4 : 8);

/** A view of the elements as a tensor; nothing is copied, so an output tensor writes into them. */
export const tensor = (elements: Elements, dims: readonly number[]): Tensor =>
  elements instanceof Float32Array
    ? new Tensor('float32', elements as Float32Array<ArrayBuffer>, dims)
    : new Tensor('float64', elements as Float64Array<ArrayBuffer>, dims);

export type { Tensor };
