import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openModel } from '../src/hub/index.ts';
import { openCheckpoint, type TensorToWrite, writeSafetensors } from '../src/weights/index.ts';

/** Makes a model of many layers out of a tiny one of examples/models: its layers again and again. */
export async function writeDeepModel(directory: string, { of, layers }: { of: string; layers: number }): Promise<void> {
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
    for (let layer = Number(parts[2]); layer < layers; layer += depth)
      tensors.push({ name: `${parts[1]}${layer}${parts[3]}`, shape, data });
  }
  await checkpoint.close();
  await mkdir(directory, { recursive: true });
  await writeSafetensors(join(directory, 'model.safetensors'), tensors);
  const deep = { ...config, [gpt2 ? 'n_layer' : 'num_hidden_layers']: layers };
  await writeFile(join(directory, 'config.json'), JSON.stringify(deep));
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    await copyFile(join(folder, file), join(directory, file));
}
