import { ModelTraceError } from '../errors.ts';
import type { Checkpoint, StoredCheckpoint, TensorInfo } from './checkpoint.ts';
import { concurrently } from './concurrently.ts';
import { quoteName } from './parse-header.ts';
import { createScratchPool, type ScratchPool } from './scratch-pool.ts';

/** Elements that share a scale, and the bytes that hold them. */
const groupElements = 32;
const groupBytes = 16;
/** 1 MiB of elements: 32 reads in an expert of gpt-oss. */
const groupsAtATime = 65_536;
const inFlight = 2;
/** Where files are remote, parts that begin together are one request: 8 MB of it. */
const remoteInFlight = 16;

/**
 * Weights of 4-bit floats with a scale for each 32 (OCP Microscaling Formats 1.0, MXFP4), as gpt-oss stores its experts:
 * `<name>_blocks` U8 [E, rows, cols / 32, 16], two elements in a byte, the low half first, and `<name>_scales` U8
 * [E, rows, cols / 32], exponents of 2 from 127. Both are replaced by the tensor `<name>`, F4 [E, rows, cols] with
 * rows = outputs and cols = inputs. Its elements are those of `convert_moe_packed_tensors` (transformers 5.23,
 * integrations/mxfp4.py) before that function's last step, which transposes to [E, cols, rows]: a checkpoint of gpt-oss
 * that is not quantized holds the transposed form under the same name.
 * @throws TENSOR_MISSING, TENSOR_SHAPE when blocks and scales do not belong together
 */
export function mxfp4Checkpoint(stored: StoredCheckpoint): Checkpoint {
  const scratch = createScratchPool();
  const tensors = new Map<string, TensorInfo>();
  const packed = new Set<string>();
  for (const [stem, info] of findPacked(stored)) {
    tensors.set(stem, info);
    packed.add(stem);
  }
  for (const [name, info] of stored.tensors) {
    const isPart = /_(blocks|scales)$/.test(name) && packed.has(name.replace(/_(blocks|scales)$/, ''));
    if (!isPart) tensors.set(name, info);
  }
  const elements = [...packed].reduce((sum, name) => sum + elementsOf(tensors.get(name)!), 0);
  return {
    tensors,
    parameters: stored.parameters + elements,
    dtype: elements > stored.parameters ? 'F4' : stored.dtype,
    async read(name, options = {}) {
      if (!packed.has(name)) return stored.read(name, options);
      const info = tensors.get(name)!;
      const size = info.shape[0];
      const [start, end] = options.rows ?? [0, size];
      const isRange =
        Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end && end <= size;
      if (!isRange) throw wrongShape(info, `has no rows [${start}, ${end})`);
      const rowElements = elementsOf(info) / Math.max(size, 1);
      const length = (end - start) * rowElements;
      const { into = new Float32Array(length) } = options;
      if (into.length !== length) throw wrongShape(info, `needs room for ${length} elements, not ${into.length}`);
      await unpack({ stored, name, firstGroup: (start * rowElements) / groupElements, into, scratch });
      return into;
    },
    async gatherRows(name, indices) {
      if (!packed.has(name)) return stored.gatherRows(name, indices);
      throw wrongShape(tensors.get(name)!, 'is not a matrix');
    },
    close: () => stored.close(),
  };
}

function findPacked(stored: StoredCheckpoint): Map<string, TensorInfo> {
  const found = new Map<string, TensorInfo>();
  for (const [name, blocks] of stored.tensors) {
    if (!name.endsWith('_blocks') || blocks.dtype !== 'U8') continue;
    const stem = name.slice(0, -'_blocks'.length);
    const scales = stored.tensors.get(`${stem}_scales`);
    if (scales === undefined) {
      throw new ModelTraceError('TENSOR_MISSING', `${quoteName(name)} has no ${quoteName(`${stem}_scales`)}`, {
        details: { tensor: `${stem}_scales` },
      });
    }
    const prefix = blocks.shape.slice(0, -1);
    const fits =
      scales.dtype === 'U8' &&
      scales.shape.length === prefix.length &&
      prefix.every((size, i) => size === scales.shape[i]);
    if (blocks.shape.length < 3 || blocks.shape.at(-1) !== groupBytes || !fits || stored.tensors.has(stem)) {
      throw wrongShape(blocks, `and its scales [${scales.shape.slice(0, 8)}] are no MXFP4`);
    }
    const shape = [...prefix.slice(0, -1), prefix.at(-1)! * groupElements];
    const elements = shape.reduce((product, size) => product * size, 1);
    found.set(stem, { name: stem, dtype: 'F4', shape, sizeBytes: elements / 2 });
  }
  return found;
}

interface UnpackOptions {
  stored: StoredCheckpoint;
  name: string;
  /** Groups before the first one wanted. */
  firstGroup: number;
  into: Float32Array;
  scratch: ScratchPool;
}

async function unpack({ stored, name, firstGroup, into, scratch }: UnpackOptions): Promise<void> {
  const groups = into.length / groupElements;
  const limit = stored.readAhead === undefined ? inFlight : remoteInFlight;
  await concurrently({ count: Math.ceil(groups / groupsAtATime), limit }, async (part) => {
    const start = part * groupsAtATime;
    const count = Math.min(groupsAtATime, groups - start);
    const from = firstGroup + start;
    await scratch.use(count * groupBytes, (blocks) =>
      scratch.use(count, async (scales) => {
        await Promise.all([
          stored.readBytes(`${name}_blocks`, { start: from * groupBytes, into: blocks }),
          stored.readBytes(`${name}_scales`, { start: from, into: scales }),
        ]);
        unpackGroups({ blocks, scales, into, intoOffset: start * groupElements });
      }),
    );
  });
}

/** E2M1. */
const fp4Values = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0, -0.5, -1, -1.5, -2, -3, -4, -6];
/** Of each byte. */
const low = Float32Array.from({ length: 256 }, (_, byte) => fp4Values[byte & 15]);
const high = Float32Array.from({ length: 256 }, (_, byte) => fp4Values[byte >> 4]);
/** In float64, as torch.ldexp scales: a 0 stays 0 and 0.5 a number for the byte 255. */
const powers = Float64Array.from({ length: 256 }, (_, exponent) => 2 ** (exponent - 127));

function unpackGroups(options: {
  blocks: Uint8Array;
  scales: Uint8Array;
  into: Float32Array;
  intoOffset: number;
}): void {
  const { blocks, scales, into } = options;
  let to = options.intoOffset;
  for (let group = 0; group < scales.length; group++) {
    const scale = powers[scales[group]];
    for (let i = group * groupBytes; i < (group + 1) * groupBytes; i++) {
      into[to++] = low[blocks[i]] * scale;
      into[to++] = high[blocks[i]] * scale;
    }
  }
}

function elementsOf({ shape }: TensorInfo): number {
  return shape.reduce((product, size) => product * size, 1);
}

function wrongShape({ name, shape }: TensorInfo, what: string): ModelTraceError {
  return new ModelTraceError('TENSOR_SHAPE', `Tensor ${quoteName(name)} of shape [${shape.slice(0, 8)}] ${what}`, {
    details: { tensor: name, shape },
  });
}
