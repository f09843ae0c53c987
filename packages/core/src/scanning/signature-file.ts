import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeSafetensors } from '../weights/index.ts';
import type { Signature } from './signature.ts';
import { signatureVersion } from './signature-features.ts';

export interface StoredSignature {
  signature: Signature;
  /** SHA-256 of the file, hex: what a result says it was computed from. */
  sha256: string;
}

const format = `model-trace signature ${signatureVersion}`;

/** @param content  what decides the weights: a model at a commit, or the files of a directory as they are */
export function signaturePath(directory: string, content: readonly unknown[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([signatureVersion, ...content]))
    .digest('hex');
  return join(directory, `${digest}.safetensors`);
}

/** Writes a signature as safetensors, whole or not at all: several workers may write the same at once. */
export async function writeSignature(path: string, signature: Signature): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${randomUUID()}.partial`;
  const { blocks, architecture, hiddenSize, depth } = signature;
  const units = Object.fromEntries(blocks.map(({ block, units }) => [block, units]));
  try {
    await writeSafetensors(
      partial,
      blocks.map(({ block, features }) => ({
        name: `${block}`,
        dtype: 'F16',
        shape: [features.units, features.width],
        data: new Float32Array(features.data),
      })),
      { metadata: { format, signature: JSON.stringify({ architecture, hiddenSize, depth, units }) } },
    );
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}

/** @returns null when there is none, or what is there is not one of this version: it is made anew then */
export async function readSignature(path: string): Promise<StoredSignature | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const signature = parse(bytes);
  return signature && { signature, sha256: createHash('sha256').update(bytes).digest('hex') };
}

interface Entry {
  shape: [units: number, width: number];
  data_offsets: [begin: number, end: number];
}

function parse(bytes: Buffer): Signature | null {
  try {
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.toString('utf8', 8, start)) as Record<
      string,
      Entry
    > & {
      __metadata__: Record<string, string>;
    };
    if (metadata.format !== format) return null;
    const { units: unitsOf, ...shape } = JSON.parse(metadata.signature);
    const blocks = Object.entries(tensors as Record<string, Entry>).map(
      ([
        name,
        {
          shape: [units, width],
          data_offsets,
        },
      ]) => {
        const [begin, end] = data_offsets.map((offset) => start + offset);
        if (end > bytes.byteLength || end - begin !== 2 * units * width) throw new RangeError('cut off');
        const data = new Float64Array(
          new Float16Array(bytes.buffer.slice(bytes.byteOffset + begin, bytes.byteOffset + end)),
        );
        return {
          block: Number(name),
          units: unitsOf[name],
          features: { data, units, width, layout: 'unit-major' as const },
        };
      },
    );
    return { ...shape, blocks };
  } catch (error) {
    // Cut off or not ours: whatever is wrong with it, it can be made again.
    if (error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}
