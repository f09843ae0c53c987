import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openModel } from '../../src/hub/index.ts';
import { openCheckpoint, writeSafetensors } from '../../src/weights/index.ts';

export interface Matrix {
  shape: readonly number[];
  /** Row-major. */
  data: Float32Array;
}

/** A whole model in memory, as its files describe it. Transformations return another and leave this one alone. */
export interface ModelData {
  config: Readonly<Record<string, unknown>>;
  tensors: ReadonlyMap<string, Matrix>;
  /** Text of tokenizer.json; absent: there is none. */
  tokenizer?: string;
}

/** The tensors of one file of a directory. */
export async function readTensors(directory: string): Promise<Map<string, Matrix>> {
  const source = await openModel(directory, { roots: null, cacheDir: directory, cacheMaxBytes: 0 });
  const checkpoint = await openCheckpoint(source);
  const tensors = new Map<string, Matrix>();
  for (const { name, shape } of checkpoint.tensors.values())
    tensors.set(name, { shape, data: await checkpoint.read(name) });
  await checkpoint.close();
  return tensors;
}

export async function readModelData(directory: string): Promise<ModelData> {
  const config = JSON.parse(await readFile(join(directory, 'config.json'), 'utf8'));
  return { config, tensors: await readTensors(directory) };
}

/** Writes a model in F32. */
export async function writeModelData(directory: string, { config, tensors, tokenizer }: ModelData): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'config.json'), JSON.stringify({ ...config, dtype: 'float32' }));
  if (tokenizer !== undefined) await writeFile(join(directory, 'tokenizer.json'), tokenizer);
  const list = [...tensors].map(([name, { shape, data }]) => ({ name, shape, data }));
  await writeSafetensors(join(directory, 'model.safetensors'), list);
}
