import { ModelTraceError } from '../../errors.ts';
import { dtypeBits } from '../dtype.ts';
import { quoteName } from '../parse-header.ts';
import type { PlacedTensor } from '../placed-tensor.ts';
import type { PickleTensor } from './pickle-value.ts';
import type { ZipEntry } from './read-zip.ts';

interface PlaceTensorOptions {
  name: string;
  file: string;
  /** Of the archive; undefined when there is none. */
  storage: ZipEntry | undefined;
}

/**
 * Where a tensor lies in the file, after checking that it lies inside its storage and the storage has the size it states.
 * Views that show elements twice (expanded tensors) are refused: their size is bounded by nothing.
 * @throws PICKLE_INVALID, WEIGHTS_FORMAT_UNSUPPORTED
 */
export function placeTensor(tensor: PickleTensor, { name, file, storage }: PlaceTensorOptions): PlacedTensor {
  const wrong = (what: string) =>
    new ModelTraceError('PICKLE_INVALID', `Tensor ${quoteName(name)} of ${file} ${what}`, {
      details: { file, tensor: name },
      fix: 'Save the model again with torch.save or as safetensors, or fetch the file again.',
    });
  const { dtype, shape, strides, offset } = tensor;
  const { key, elements: storageElements, dtype: storageDtype } = tensor.storage;
  if (storage === undefined) throw wrong(`needs the entry data/${key.slice(0, 100)}, which the archive has not`);
  const storageBytes = storageElements * (storageDtype === null ? 1 : dtypeBits[storageDtype] / 8);
  if (storageBytes !== storage.sizeBytes) {
    throw wrong(`needs ${storageBytes} bytes of storage, the archive has ${storage.sizeBytes}`);
  }
  const elementBytes = dtypeBits[dtype] / 8;
  let elements = 1;
  let last = offset;
  for (const [axis, size] of shape.entries()) {
    elements *= size;
    last += (size - 1) * strides[axis];
    if (!Number.isSafeInteger(elements) || !Number.isSafeInteger(last)) throw wrong('is larger than can be counted');
  }
  if (elements > 0 && (last + 1) * elementBytes > storageBytes) {
    throw wrong(`of shape [${shape.slice(0, 8)}] reaches beyond its storage of ${storageBytes} bytes`);
  }
  if (elements * elementBytes > storageBytes) {
    throw new ModelTraceError(
      'WEIGHTS_FORMAT_UNSUPPORTED',
      `Tensor ${quoteName(name)} of ${file} shows ${elements} elements of a storage that has fewer`,
      { details: { file, tensor: name }, fix: 'Call .clone() on expanded tensors before saving them.' },
    );
  }
  return {
    info: { name, dtype, shape, sizeBytes: elements * elementBytes },
    // Of no elements, none is read.
    position: elements === 0 ? storage.position : storage.position + offset * elementBytes,
    strides: elements === 0 || isRowMajor(shape, strides) ? null : strides,
  };
}

/** Strides of dimensions of one index mean nothing. */
function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}
