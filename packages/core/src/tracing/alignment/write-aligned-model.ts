import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelParameters } from '../../architectures/index.ts';
import { ModelTraceError } from '../../errors.ts';
import type { ModelSource } from '../../hub/index.ts';
import type { Align } from '../../results/index.ts';
import { type TensorDtype, type TensorToWrite, writeSafetensors } from '../../weights/index.ts';
import type { TracedModel } from '../traced-model.ts';
import type { Alignment } from './align-models.ts';

/** Files that belong to a model beside its config and weights, as far as it has them. */
const companions = [
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'tokenizer.model',
  'chat_template.jinja',
];
const maxConfigBytes = 2 ** 24;
/** Formats whose numbers are only put into another order; others are written as F32. */
const kept: readonly TensorDtype[] = ['F32', 'F16', 'BF16'];

/**
 * What would refuse to write an aligned model, asked before weights are fetched: aligning large models takes hours.
 * @throws OUTPUT_EXISTS, TRACE_ALIGNMENT_UNSUPPORTED
 */
export async function requireWritable(directory: string, source: ModelSource): Promise<void> {
  if (!source.files.has('config.json')) {
    throw new ModelTraceError('TRACE_ALIGNMENT_UNSUPPORTED', `${source.id} has no config.json to be written with it`, {
      fix: 'Merge the adapter into its base first, or leave --write-aligned out',
    });
  }
  await readAlignable(source);
  await requireEmpty(directory);
}

/**
 * Writes the aligned model as one that stands alone: model.safetensors, config.json, the tokenizer's files, and alignment.json
 * with the permutations (new place k held old place order[k]) or the rotation's name. Only tensors that the model computes with
 * are written, one at a time and into one file, however many they came from. A rotated model is stored as F32, with its head
 * untied; weights that were stored scaled (FP8) are written as the F32 they stand for, without `quantization_config`.
 * @throws OUTPUT_EXISTS when the directory has files; TRACE_ALIGNMENT_UNSUPPORTED for experts that are stored in mxfp4
 */
export async function writeAlignedModel(
  directory: string,
  { align, alignment }: { align: Exclude<Align, 'none'>; alignment: Alignment },
): Promise<void> {
  const { model, base } = alignment.steps.at(-1)!;
  const { source } = model;
  const config = await alignedConfig(model, { rotated: alignment.rotation !== null });
  await requireEmpty(directory);
  await writeSafetensors(join(directory, 'model.safetensors'), tensorsToWrite(model), { metadata: { format: 'pt' } });
  await writeFile(join(directory, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
  for (const name of companions) if (source.files.has(name)) await copyFile(source, name, directory);
  const { residual, units } = alignment.relabelling;
  const written = {
    ...{ align, model: source.id, base: base.source.id },
    residual: residual === null ? null : [...residual],
    units: units.map((order) => (order === null ? null : [...order])),
    rotated: alignment.rotation !== null,
  };
  await writeFile(join(directory, 'alignment.json'), `${JSON.stringify(written)}\n`);
}

function tensorsToWrite({ checkpoint, spec }: TracedModel): TensorToWrite[] {
  const names = new Set(modelParameters({ spec, tensors: checkpoint.tensors }).map(({ tensor }) => tensor));
  return Array.from(names, (name) => {
    const { dtype, shape } = checkpoint.tensors.get(name)!;
    return { name, shape, dtype: kept.includes(dtype) ? dtype : 'F32', data: () => checkpoint.read(name) };
  });
}

async function alignedConfig({ source, spec }: TracedModel, { rotated }: { rotated: boolean }): Promise<object> {
  const config = await readAlignable(source);
  const { torch_dtype: _old, quantization_config: stored, ...others } = config;
  if (rotated) return { ...others, dtype: 'float32', tie_word_embeddings: spec.head.tied };
  return stored === undefined ? config : { ...others, dtype: 'float32' };
}

/** @throws TRACE_ALIGNMENT_UNSUPPORTED */
async function readAlignable(source: ModelSource): Promise<Record<string, unknown>> {
  const config = JSON.parse(await source.readText('config.json', { maxBytes: maxConfigBytes }));
  if (config.quantization_config?.quant_method !== 'mxfp4') return config;
  throw new ModelTraceError('TRACE_ALIGNMENT_UNSUPPORTED', `The experts of ${source.id} are stored in mxfp4`, {
    fix: 'Save the model dequantized first, or leave --write-aligned out',
  });
}

async function requireEmpty(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length === 0) return;
  throw new ModelTraceError('OUTPUT_EXISTS', `The directory ${directory} has files`, {
    fix: 'Name a new or empty directory: nothing is overwritten',
  });
}

async function copyFile(source: ModelSource, name: string, directory: string): Promise<void> {
  const file = await source.open(name);
  try {
    const bytes = new Uint8Array(file.sizeBytes);
    await file.read(bytes, 0);
    await writeFile(join(directory, name), bytes);
  } finally {
    await file.close();
  }
}
