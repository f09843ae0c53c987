import { ModelTraceError } from '../src/errors.ts';
import type { ModelSource, RandomAccessFile } from '../src/hub/index.ts';

/** A file in memory that fails a test which reads outside of it. */
export function memoryFile(bytes: Uint8Array): RandomAccessFile {
  return {
    sizeBytes: bytes.byteLength,
    async read(into, position) {
      if (!Number.isSafeInteger(position) || position < 0 || position + into.byteLength > bytes.byteLength) {
        throw new RangeError(`read of [${position}, ${position + into.byteLength}) of ${bytes.byteLength} bytes`);
      }
      into.set(bytes.subarray(position, position + into.byteLength));
    },
    close: async () => undefined,
  };
}

/** A model whose files are in memory. */
export function memorySource(files: Record<string, string | Uint8Array>): ModelSource & { open: ModelSource['open'] } {
  const contents = new Map(Object.entries(files).map(([path, data]) => [path, Buffer.from(data as Uint8Array)]));
  const content = (path: string): Uint8Array => {
    const found = contents.get(path);
    if (found === undefined) throw new ModelTraceError('FILE_NOT_FOUND', path);
    return found;
  };
  return {
    id: 'in memory',
    origin: 'directory',
    revision: null,
    commit: null,
    files: new Map([...contents].map(([path, { byteLength }]) => [path, { sizeBytes: byteLength, sha256: null }])),
    readText: async (path) => new TextDecoder().decode(content(path)),
    open: async (path) => memoryFile(content(path)),
  };
}

/** Bytes of a safetensors file with any header, right or wrong. */
export function safetensorsBytes(header: string | object, data: Uint8Array | number = 0, length?: bigint): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length ?? BigInt(text.byteLength));
  return Buffer.concat([prefix, text, typeof data === 'number' ? Buffer.alloc(data) : data]);
}
