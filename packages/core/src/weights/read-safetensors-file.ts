import type { RandomAccessFile } from '../hub/index.ts';
import type { PlacedTensor } from './placed-tensor.ts';
import { readHeader } from './read-header.ts';

/** The tensors of a safetensors file. @param name  of the file, for messages. @throws as readHeader */
export async function readSafetensorsFile(file: RandomAccessFile, name: string): Promise<PlacedTensor[]> {
  const { tensors, dataStart } = await readHeader(file, name);
  return Array.from(tensors.values(), ({ name, dtype, shape, begin, end }) => ({
    info: { name, dtype, shape, sizeBytes: end - begin },
    position: dataStart + begin,
    strides: null,
  }));
}
