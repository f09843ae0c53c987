import './no-telemetry.ts';
import { Tensor } from 'onnxruntime-node';
import type { ComputeDtype } from './provider.ts';

/** Elements in the number format that a graph computes in. */
export type Elements = Float16Array | Float32Array | Float64Array;

const arrays = { float16: Float16Array, float32: Float32Array, float64: Float64Array } as const;

export const allocate = (dtype: ComputeDtype, length: number): Elements => new arrays[dtype](length);

/** Elements that threads of this process have in common. */
export function allocateShared(dtype: ComputeDtype, length: number): Elements {
  const Elements: new (buffer: SharedArrayBuffer) => Elements = arrays[dtype];
  return new Elements(new SharedArrayBuffer(length * bytesPerElement(dtype)));
}

export const bytesPerElement = (dtype: ComputeDtype): number => arrays[dtype].BYTES_PER_ELEMENT;

export const dtypeOf = (elements: Elements): ComputeDtype =>
  elements instanceof Float32Array ? 'float32' : elements instanceof Float64Array ? 'float64' : 'float16';

/** A view of the elements as a tensor; nothing is copied, so an output tensor writes into them. */
export function tensor(elements: Elements | Int32Array, dims: readonly number[]): Tensor {
  if (elements instanceof Int32Array) return new Tensor('int32', elements as Int32Array<ArrayBuffer>, dims);
  if (elements instanceof Float32Array) return new Tensor('float32', elements as Float32Array<ArrayBuffer>, dims);
  if (elements instanceof Float64Array) return new Tensor('float64', elements as Float64Array<ArrayBuffer>, dims);
  const halves = new Tensor('float16', elements as unknown as Uint16Array<ArrayBuffer>, dims);
  // Node-API knows no Float16Array: onnxruntime-node 1.30 finds no bytes in one ("expected 3072, got 0"), and its Tensor
  // turns a Uint16Array into one. The native side reads this property.
  Object.defineProperty(halves, 'cpuData', {
    value: new Uint16Array(elements.buffer, elements.byteOffset, elements.length),
  });
  return halves;
}

export type { Tensor };
