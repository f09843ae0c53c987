import { safetensorsBytes } from './memory-file.ts';

/** A safetensors file of F32 tensors: name -> [shape, elements]. */
export function floatTensors(
  tensors: Readonly<Record<string, readonly [shape: readonly number[], elements: Float32Array]>>,
): Uint8Array {
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, [shape, { byteLength }]]) => {
      const begin = end;
      end += byteLength;
      return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }];
    }),
  );
  const parts = Object.values(tensors).map(([, { buffer, byteOffset, byteLength }]) =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength),
  );
  return safetensorsBytes(header, Buffer.concat(parts));
}
