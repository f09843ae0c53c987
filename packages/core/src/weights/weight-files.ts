import { ModelTraceError } from '../errors.ts';
import type { ModelSource } from '../hub/index.ts';
import { findDuplicateKey } from './find-duplicate-key.ts';
import { invalidHeader, quoteName } from './parse-header.ts';

export interface WeightFiles {
  format: WeightFormat;
  paths: string[];
  /** Tensor name to file, as the index states it; null for a single file. */
  weightMap: ReadonlyMap<string, string> | null;
}

export type WeightFormat = 'safetensors' | 'pytorch';

interface FormatFiles {
  format: WeightFormat;
  single: string;
  index: string;
  /** Of the shards. */
  extension: string;
}

/** In the order of preference, which is that of Transformers (`modeling_utils.py`, `_get_resolved_checkpoint_files`). */
function formatsOf(stem: string): readonly FormatFiles[] {
  const safetensors = `${stem}.safetensors`;
  const pytorch = stem === 'model' ? 'pytorch_model.bin' : `${stem}.bin`;
  return [
    { format: 'safetensors', single: safetensors, index: `${safetensors}.index.json`, extension: '.safetensors' },
    { format: 'pytorch', single: pytorch, index: `${pytorch}.index.json`, extension: '.bin' },
  ];
}

/** The largest index published takes 60 MB for 497,000 tensors. */
const maxIndexBytes = 100_000_000;
/** Ten times what any published model has. */
const maxShards = 10_000;

export interface FindWeightFilesOptions {
  /** What the files are called, `model` by default; another name is looked for under that name only. */
  stem?: string;
}

/**
 * Which files hold the weights: `model.safetensors`, else the shards of its index, else `pytorch_model.bin`, else the
 * shards of its index; else, which Transformers does not do, the only `*.safetensors`, else the only `*.pt` or `*.pth`
 * at the top that is not named like the state of a training run.
 * @throws WEIGHTS_MISSING with what is there instead, WEIGHTS_HEADER_INVALID for a bad index
 */
export async function findWeightFiles(
  source: ModelSource,
  { stem = 'model' }: FindWeightFilesOptions = {},
): Promise<WeightFiles> {
  const formats = formatsOf(stem);
  for (const files of formats) {
    const { format, single, index } = files;
    if (source.files.has(single)) return { format, paths: [single], weightMap: null };
    if (source.files.has(index)) return readIndex(source, files);
  }
  const singleFile = formats[0].single;
  const top = [...source.files.keys()].filter((path) => !path.includes('/'));
  const isModel = stem === 'model';
  const safetensors = isModel
    ? top.filter((path) => path.endsWith('.safetensors') && !path.startsWith('adapter_'))
    : [];
  if (safetensors.length === 1) return { format: 'safetensors', paths: safetensors, weightMap: null };
  const pytorch = isModel ? top.filter((path) => /\.pth?$/.test(path) && !trainingState.test(path)) : [];
  if (safetensors.length === 0 && pytorch.length === 1) return { format: 'pytorch', paths: pytorch, weightMap: null };
  throw missingWeights({ id: source.id, top, candidates: safetensors, singleFile });
}

/** What the trainers of Transformers and Accelerate leave beside weights. */
const trainingState = /^(adapter_|optimizer|scheduler|scaler|rng_state|training_args)/;

async function readIndex(source: ModelSource, { format, index, extension }: FormatFiles): Promise<WeightFiles> {
  const text = await source.readText(index, { maxBytes: maxIndexBytes });
  const weightMap = parseIndex(text, { index, extension });
  const paths = [...new Set(weightMap.values())].sort();
  if (paths.length > maxShards) throw invalidHeader(index, `it names ${paths.length} files`);
  const missing = paths.find((path) => !source.files.has(path));
  if (missing !== undefined) {
    throw new ModelTraceError('WEIGHTS_MISSING', `${index} names ${quoteName(missing)}, which is not there`, {
      details: { model: source.id, file: missing },
      fix: 'Complete the upload or the download of the model.',
    });
  }
  return { format, paths, weightMap };
}

function parseIndex(text: string, { index, extension }: { index: string; extension: string }): Map<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (caught) {
    throw invalidHeader(index, `it is not JSON (${(caught as Error).message.slice(0, 200)})`);
  }
  const weightMap = (value as { weight_map?: unknown } | null)?.weight_map;
  if (typeof weightMap !== 'object' || weightMap === null || Array.isArray(weightMap)) {
    throw invalidHeader(index, 'it has no weight_map');
  }
  const duplicate = findDuplicateKey(text);
  if (duplicate !== null) throw invalidHeader(index, `${quoteName(duplicate)} occurs twice`);
  const entries = Object.entries(weightMap);
  for (const [tensor, file] of entries) {
    if (typeof file !== 'string' || !isPlainPath(file) || !file.endsWith(extension)) {
      const what = `tensor ${quoteName(tensor)} is said to be in ${quoteName(String(file))}, which no weights file can be named`;
      throw invalidHeader(index, what, { tensor });
    }
  }
  if (entries.length === 0) throw invalidHeader(index, 'its weight_map is empty');
  return new Map(entries);
}

/** A relative path that stays inside the model, also after a URL parser has decoded it. */
function isPlainPath(path: string): boolean {
  const segments = path.split('/');
  return !/[\\%:?#\p{Cc}]/u.test(path) && segments.every((segment) => segment !== '' && !/^\.{1,2}$/.test(segment));
}

const adapterName = 'a PEFT adapter';
const otherFormats: readonly { pattern: RegExp; name: string; fix: string }[] = [
  {
    pattern: /^adapter_model\./,
    name: adapterName,
    fix: 'Set weightType to "adapter" (--weight-type adapter).',
  },
  {
    pattern: /\.(bin|pt|pth|ckpt)$/,
    name: 'PyTorch files under other names',
    fix: 'Name the weights pytorch_model.bin, or load the model with Transformers and call save_pretrained.',
  },
  { pattern: /\.gguf$/, name: 'GGUF', fix: 'Use the repository that this file was converted from.' },
  { pattern: /\.(h5|msgpack|ot|onnx)$/, name: 'weights of another framework', fix: 'Save the model as safetensors.' },
];

function missingWeights(options: {
  id: string;
  top: readonly string[];
  candidates: readonly string[];
  singleFile: string;
}): ModelTraceError {
  const { id, top, candidates, singleFile } = options;
  if (candidates.length > 1) {
    return new ModelTraceError(
      'WEIGHTS_MISSING',
      `${quoteName(id)} has ${candidates.length} safetensors files (${candidates.slice(0, 3).join(', ')}, …) and no ${singleFile}.index.json`,
      {
        details: { model: id, files: candidates.slice(0, 20) },
        fix: `Add ${singleFile}.index.json, or leave one file.`,
      },
    );
  }
  const format = otherFormats.find(
    ({ name, pattern }) =>
      !(name === adapterName && singleFile.startsWith('adapter_')) && top.some((path) => pattern.test(path)),
  );
  const found =
    format === undefined ? '' : `; it has ${format.name} (${top.find((path) => format.pattern.test(path))})`;
  return new ModelTraceError('WEIGHTS_MISSING', `${quoteName(id)} has no safetensors or PyTorch weights${found}`, {
    details: { model: id, files: top.slice(0, 20) },
    fix: format?.fix ?? `Give a model that has ${singleFile}.`,
  });
}
