import { ModelTraceError } from '../errors.ts';
import type { ModelSource, RandomAccessFile } from '../hub/index.ts';
import type { StoredCheckpoint, TensorInfo } from './checkpoint.ts';
import { concurrently } from './concurrently.ts';
import { dtypeBits, isFloating, isReadable, type TensorDtype } from './dtype.ts';
import { gatherElements } from './gather-elements.ts';
import { invalidHeader, quoteName } from './parse-header.ts';
import type { PlacedTensor } from './placed-tensor.ts';
import { readPytorchFile } from './pytorch/read-pytorch-file.ts';
import { readElements } from './read-elements.ts';
import { readSafetensorsFile } from './read-safetensors-file.ts';
import { readStrided } from './read-strided.ts';
import { createScratchPool } from './scratch-pool.ts';
import { type FindWeightFilesOptions, findWeightFiles, type WeightFormat } from './weight-files.ts';

export interface OpenCheckpointOptions extends FindWeightFilesOptions {
  signal?: AbortSignal;
  /** Bytes of all weights files together that have arrived, of all there are. */
  onBytes?: (received: number, total: number) => void;
}

interface Placed extends PlacedTensor {
  file: RandomAccessFile;
}

/** Chunks of 8 MB of float32: enough to hide a round trip of 40 ms at 1 GB/s. */
const remoteReadAhead = 5;
/** Files fetched at a time: a second one hides the first one's handshakes, more only share the same line. */
const filesInFlight = 4;
/** Of streamed files only headers are read here: three round trips each. */
const remoteFilesInFlight = 16;

/**
 * Opens the weights of a model: fetches the files, reads and checks their headers, no tensor.
 * @throws WEIGHTS_MISSING, WEIGHTS_HEADER_INVALID, WEIGHTS_TRUNCATED; of PyTorch files also WEIGHTS_FORMAT_UNSUPPORTED,
 *   WEIGHTS_CONTAINER_INVALID, PICKLE_FORBIDDEN, PICKLE_INVALID; and what ModelSource.open throws
 */
export async function openCheckpoint(
  source: ModelSource,
  options: OpenCheckpointOptions = {},
): Promise<StoredCheckpoint> {
  const { format, paths, weightMap } = await findWeightFiles(source, options);
  const files: RandomAccessFile[] = [];
  const close = async () => {
    await Promise.all(files.map((file) => file.close()));
  };
  try {
    const tensors = new Map<string, Placed>();
    const progress = sumProgress(source, paths, options.onBytes);
    const headers = new Map<string, Placed[]>();
    const limit = source.streamed ? remoteFilesInFlight : filesInFlight;
    await concurrently({ count: paths.length, limit }, async (index) => {
      const path = paths[index];
      const file = await source.open(path, { signal: options.signal, onBytes: progress(path) });
      files.push(file);
      const placed = await readers[format](file, path);
      headers.set(
        path,
        placed.map((tensor) => ({ ...tensor, file })),
      );
    });
    for (const path of paths) {
      for (const tensor of headers.get(path)!) {
        checkPlace(tensor.info.name, { path, weightMap });
        tensors.set(tensor.info.name, tensor);
      }
    }
    checkComplete(tensors, weightMap);
    return { ...createCheckpoint(tensors, close), ...(source.streamed ? { readAhead: remoteReadAhead } : {}) };
  } catch (caught) {
    await close();
    throw caught;
  }
}

const readers: Record<WeightFormat, (file: RandomAccessFile, name: string) => Promise<PlacedTensor[]>> = {
  safetensors: readSafetensorsFile,
  pytorch: readPytorchFile,
};

function createCheckpoint(places: ReadonlyMap<string, Placed>, close: () => Promise<void>): StoredCheckpoint {
  const scratch = createScratchPool();
  const tensors = new Map(Array.from(places, ([name, { info }]) => [name, info]));

  function findStored(name: string): Placed {
    const tensor = places.get(name);
    if (tensor !== undefined) return tensor;
    throw new ModelTraceError('TENSOR_MISSING', `The weights have no tensor ${quoteName(name)}`, {
      details: { tensor: name },
    });
  }

  function find(name: string) {
    const tensor = findStored(name);
    const { file, position, strides } = tensor;
    const { dtype, shape } = tensor.info;
    if (!isReadable(dtype)) {
      throw new ModelTraceError('WEIGHTS_DTYPE_UNSUPPORTED', `Tensor ${quoteName(name)} is stored as ${dtype}`, {
        details: { tensor: name, dtype },
        fix: 'Use a version of the model in F32, F16, BF16 or F8.',
      });
    }
    return { file, position, strides, dtype, shape };
  }

  return {
    tensors,
    ...summarize(places.values()),
    async read(name, { rows, into } = {}) {
      const { file, dtype, shape, position, strides } = find(name);
      const rowElements = shape.slice(1).reduce((product, size) => product * size, 1);
      const [start, end] = rows ?? [0, shape[0] ?? 1];
      if (rows !== undefined && !(shape.length > 0 && isRange(start, end, shape[0]))) {
        throw wrongShape(name, shape, `has no rows [${start}, ${end})`);
      }
      const elements = (end - start) * rowElements;
      if (into !== undefined && into.length !== elements) {
        throw wrongShape(name, shape, `needs room for ${elements} elements, not ${into.length}`);
      }
      const target = into ?? new Float32Array(elements);
      if (strides !== null) {
        const from = position + (start * (strides[0] ?? 0) * dtypeBits[dtype]) / 8;
        const part = shape.length === 0 ? shape : [end - start, ...shape.slice(1)];
        await readStrided({ file, dtype, position: from, shape: part, strides, into: target, scratch });
        return target;
      }
      const offset = (start * rowElements * dtypeBits[dtype]) / 8;
      await readElements({ file, dtype, position: position + offset, into: target, scratch });
      return target;
    },
    async gatherRows(name, indices) {
      const { file, dtype, shape, position, strides } = find(name);
      if (shape.length !== 2) throw wrongShape(name, shape, 'is not a matrix');
      const [rows, cols] = shape;
      for (let i = 0; i < indices.length; i++) {
        if (!isRange(indices[i], indices[i] + 1, rows)) throw wrongShape(name, shape, `has no row ${indices[i]}`);
      }
      const into = new Float32Array(indices.length * cols);
      if (strides !== null) {
        const rowBytes = (strides[0] * dtypeBits[dtype]) / 8;
        for (let i = 0; i < indices.length; i++) {
          const row = into.subarray(i * cols, (i + 1) * cols);
          const from = position + indices[i] * rowBytes;
          await readStrided({ file, dtype, position: from, shape: [1, cols], strides, into: row, scratch });
        }
        return into;
      }
      await gatherElements({ file, dtype, position, cols, indices, into, scratch });
      return into;
    },
    async readBytes(name, { start, into }) {
      const { info, file, position, strides } = findStored(name);
      if (strides !== null) {
        throw new ModelTraceError('WEIGHTS_DTYPE_UNSUPPORTED', `Tensor ${quoteName(name)} is not in row-major order`, {
          details: { tensor: name },
          fix: 'Call .contiguous() on it before saving it.',
        });
      }
      const end = start + into.byteLength;
      if (!isRange(start, end, info.sizeBytes)) throw wrongShape(name, info.shape, `has no bytes [${start}, ${end})`);
      await file.read(into, position + start);
    },
    close,
  };
}

function isRange(start: number, end: number, size: number): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end && end <= size;
}

function wrongShape(name: string, shape: readonly number[], what: string): ModelTraceError {
  return new ModelTraceError('TENSOR_SHAPE', `Tensor ${quoteName(name)} of shape [${shape.join(', ')}] ${what}`, {
    details: { tensor: name, shape },
  });
}

/** The index and the headers of its shards must tell the same, or two readers would see two models. */
function checkPlace(
  tensor: string,
  { path, weightMap }: { path: string; weightMap: ReadonlyMap<string, string> | null },
): void {
  const stated = weightMap?.get(tensor);
  if (weightMap === null || stated === path) return;
  const where = stated === undefined ? 'does not name it' : `says it is in ${quoteName(stated)}`;
  throw invalidHeader(path, `it has tensor ${quoteName(tensor)}, but the index ${where}`, { tensor });
}

function checkComplete(tensors: ReadonlyMap<string, Placed>, weightMap: ReadonlyMap<string, string> | null): void {
  for (const [tensor, path] of weightMap ?? []) {
    if (!tensors.has(tensor)) {
      throw invalidHeader(path, `the index says it has tensor ${quoteName(tensor)}, but it has not`, { tensor });
    }
  }
}

/** Tensors that share their first byte are one, tied: counted once, by the larger. */
function summarize(places: Iterable<Placed>): { parameters: number; dtype: TensorDtype } {
  const stored = new Map<RandomAccessFile, Map<number, TensorInfo>>();
  for (const { file, position, info } of places) {
    const ofFile = stored.get(file) ?? new Map<number, TensorInfo>();
    if (info.sizeBytes > (ofFile.get(position)?.sizeBytes ?? 0)) ofFile.set(position, info);
    stored.set(file, ofFile);
  }
  const counts = new Map<TensorDtype, number>();
  for (const { dtype, sizeBytes } of [...stored.values()].flatMap((ofFile) => [...ofFile.values()])) {
    counts.set(dtype, (counts.get(dtype) ?? 0) + (sizeBytes * 8) / dtypeBits[dtype]);
  }
  const floating = [...counts].filter(([dtype]) => isFloating(dtype));
  const parameters = floating.reduce((sum, [, count]) => sum + count, 0);
  const [most] = (floating.length > 0 ? floating : [...counts]).sort((a, b) => b[1] - a[1]);
  return { parameters, dtype: most?.[0] ?? 'F32' };
}

function sumProgress(source: ModelSource, paths: readonly string[], onBytes: OpenCheckpointOptions['onBytes']) {
  const total = paths.reduce((sum, path) => sum + (source.files.get(path)?.sizeBytes ?? 0), 0);
  const received = new Map<string, number>();
  let sum = 0;
  return (path: string) => (bytes: number) => {
    // A restarted file counts back.
    sum += bytes - (received.get(path) ?? 0);
    received.set(path, bytes);
    onBytes?.(sum, total);
  };
}
