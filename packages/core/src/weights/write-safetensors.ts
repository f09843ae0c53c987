import { open } from 'node:fs/promises';
import { ModelTraceError } from '../errors.ts';
import { dtypeBits, type TensorDtype } from './dtype.ts';

export interface TensorToWrite {
  name: string;
  /** Default F32. */
  dtype?: TensorDtype;
  shape: readonly number[];
  /** Numbers to store as F32, F16, BF16 or F64, or the stored bytes. A function is called when its turn comes. */
  data: TensorData | (() => TensorData | Promise<TensorData>);
}

type TensorData = Float32Array | Uint8Array;

interface WriteSafetensorsOptions {
  metadata?: Record<string, string>;
}

/**
 * Writes tensors into one safetensors file, in the order given; at most one tensor's bytes are in memory beside the data.
 * Float32 numbers are rounded to the nearest even F16 or BF16.
 * @throws STATS_SHAPE when data and shape disagree
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  { metadata }: WriteSafetensorsOptions = {},
): Promise<void> {
  let end = 0;
  const header: [string, unknown][] = metadata === undefined ? [] : [['__metadata__', metadata]];
  for (const { name, dtype = 'F32', shape } of tensors) {
    const begin = end;
    end += (shape.reduce((product, size) => product * size, 1) * dtypeBits[dtype]) / 8;
    header.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  const text = Buffer.from(`{${header.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`)}}`);
  // Spaces up to a multiple of eight, so that the data is aligned, as the reference implementation does.
  const padded = Buffer.alloc(Math.ceil(text.byteLength / 8) * 8, ' ');
  text.copy(padded);
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(padded.byteLength));

  const file = await open(path, 'w');
  try {
    await file.writeFile(Buffer.concat([prefix, padded]));
    for (const { name, dtype = 'F32', shape, data } of tensors) {
      const bytes = encode(typeof data === 'function' ? await data() : data, dtype);
      const expected = (shape.reduce((product, size) => product * size, 1) * dtypeBits[dtype]) / 8;
      if (bytes.byteLength !== expected) {
        throw new ModelTraceError(
          'STATS_SHAPE',
          `Tensor ${JSON.stringify(name)} has ${bytes.byteLength} bytes, its shape [${shape}] of ${dtype} needs ${expected}`,
        );
      }
      await file.writeFile(bytes);
    }
  } finally {
    await file.close();
  }
}

function encode(data: TensorData, dtype: TensorDtype): Uint8Array {
  if (data instanceof Uint8Array) return data;
  switch (dtype) {
    case 'F32':
      return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    case 'F64':
      return new Uint8Array(new Float64Array(data).buffer);
    case 'F16':
      return new Uint8Array(new Float16Array(data).buffer);
    case 'BF16':
      return new Uint8Array(toBf16(data).buffer);
    default:
      throw new ModelTraceError('WEIGHTS_DTYPE_UNSUPPORTED', `Numbers cannot be written as ${dtype}; give the bytes`);
  }
}

/** Nearest, ties to even; a NaN stays one. */
function toBf16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, (word, i) => {
    if (Number.isNaN(values[i])) return (word >>> 16) | 0x40;
    return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  });
}
