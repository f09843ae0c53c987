import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openModel } from '../src/hub/index.ts';
import { openCheckpoint, type TensorToWrite, writeSafetensors } from '../src/weights/index.ts';

/** Makes a model of many layers out of a tiny one of examples/models: its layers again and again. */
export function writeDeepModel(directory: string, { of, layers }: { of: string; layers: number }): Promise<void> {
  return writeRebuiltModel(directory, { of, blocks: (depth) => Array.from({ length: layers }, (_, i) => i % depth) });
}

/** Makes a model out of blocks of a tiny one of examples/models, in another order, some twice, with some hidden units only. */
export async function writeRebuiltModel(
  directory: string,
  { of, blocks, kept }: { of: string; blocks: (depth: number) => number[]; kept?: readonly number[] },
): Promise<void> {
  const folder = fileURLToPath(new URL(`../../../examples/models/${of}`, import.meta.url));
  const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
  const gpt2 = config.model_type === 'gpt2';
  const depth: number = gpt2 ? config.n_layer : config.num_hidden_layers;
  const checkpoint = await openCheckpoint(await openModel(folder, { roots: null, cacheDir: folder, cacheMaxBytes: 0 }));
  const tensors: TensorToWrite[] = [];
  for (const { name, shape } of checkpoint.tensors.values()) {
    const data = await checkpoint.read(name);
    const parts = /^(.*\.?(?:h|layers)\.)(\d+)(\..*)$/.exec(name);
    if (parts === null) {
      tensors.push({ name, shape, data });
      continue;
    }
    const narrowed = kept === undefined ? { shape, data } : withUnits({ name, shape, data }, kept);
    for (const [layer, from] of blocks(depth).entries()) {
      if (from === Number(parts[2])) tensors.push({ name: `${parts[1]}${layer}${parts[3]}`, ...narrowed });
    }
  }
  await checkpoint.close();
  await mkdir(directory, { recursive: true });
  await writeSafetensors(join(directory, 'model.safetensors'), tensors);
  const deep = { ...config, [gpt2 ? 'n_layer' : 'num_hidden_layers']: blocks(depth).length };
  if (kept !== undefined) deep[gpt2 ? 'n_inner' : 'intermediate_size'] = kept.length;
  await writeFile(join(directory, 'config.json'), JSON.stringify(deep));
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    await copyFile(join(folder, file), join(directory, file));
}

/** The tensors of GPT-2's MLP without the other hidden units: c_fc is stored [d, units], c_proj [units, d]. */
function withUnits({ name, shape, data }: TensorToWrite & { data: Float32Array }, kept: readonly number[]) {
  if (/mlp\.c_fc\.(weight|bias)$/.test(name)) {
    const units = shape.at(-1)!;
    const rows = data.length / units;
    const narrow = Array.from({ length: rows }, (_, row) => kept.map((unit) => data[row * units + unit]));
    return { shape: [...shape.slice(0, -1), kept.length], data: Float32Array.from(narrow.flat()) };
  }
  if (!name.endsWith('mlp.c_proj.weight')) return { shape, data };
  const width = shape[1];
  const rows = kept.flatMap((unit) => [...data.subarray(unit * width, (unit + 1) * width)]);
  return { shape: [kept.length, width], data: Float32Array.from(rows) };
}
