import { ModelTraceError } from '../errors.ts';
import type { RandomAccessFile } from '../hub/index.ts';
import { invalidHeader, parseHeader, type StoredTensor } from './parse-header.ts';

/** The reference implementation's bound (`MAX_HEADER_SIZE` in safetensors/src/tensor.rs). */
const maxHeaderBytes = 100_000_000;
/** Length of the header, little-endian. */
const prefixBytes = 8;

export interface SafetensorsFile {
  tensors: ReadonlyMap<string, StoredTensor>;
  /** Position in the file of byte 0 of the data section. */
  dataStart: number;
}

/** @param name  of the file, for messages. @throws WEIGHTS_HEADER_INVALID, WEIGHTS_TRUNCATED */
export async function readHeader(file: RandomAccessFile, name: string): Promise<SafetensorsFile> {
  if (file.sizeBytes < prefixBytes) {
    throw new ModelTraceError('WEIGHTS_TRUNCATED', `${name} has ${file.sizeBytes} bytes: too short for safetensors`, {
      details: { file: name, sizeBytes: file.sizeBytes },
      fix: 'Fetch the file again.',
    });
  }
  const prefix = new Uint8Array(prefixBytes);
  await file.read(prefix, 0);
  if (new TextDecoder().decode(prefix) === 'version ') {
    throw new ModelTraceError('WEIGHTS_HEADER_INVALID', `${name} is a pointer of Git LFS, not the file itself`, {
      fix: 'Run `git lfs pull` in the directory of the model.',
    });
  }
  const length = new DataView(prefix.buffer).getBigUint64(0, true);
  const restBytes = file.sizeBytes - prefixBytes;
  if (length < 2n) throw invalidHeader(name, `its length is ${length}`);
  if (length > BigInt(maxHeaderBytes)) {
    throw invalidHeader(name, `its length is ${length}, more than ${maxHeaderBytes} bytes`);
  }
  if (length > BigInt(restBytes)) {
    throw invalidHeader(name, `its length is ${length}, but only ${restBytes} bytes follow; the file may be cut off`);
  }
  const json = new Uint8Array(Number(length));
  await file.read(json, prefixBytes);
  const dataStart = prefixBytes + json.byteLength;
  return { tensors: parseHeader(json, { file: name, dataBytes: file.sizeBytes - dataStart }), dataStart };
}
