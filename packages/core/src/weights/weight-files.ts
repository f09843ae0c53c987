import { ModelTraceError } from '../errors.ts';
import type { ModelSource } from '../hub/index.ts';
import { findDuplicateKey } from './find-duplicate-key.ts';
import { invalidHeader, quoteName } from './parse-header.ts';

export interface WeightFiles {
  paths: string[];
  /** Tensor name to file, as the index states it; null for a single file. */
  weightMap: ReadonlyMap<string, string> | null;
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
 * Which files hold the weights: `model.safetensors`, else the shards of `model.safetensors.index.json`, else the only
 * `*.safetensors` at the top. The order is that of Transformers.
 * @throws WEIGHTS_MISSING with what is there instead, WEIGHTS_HEADER_INVALID for a bad index
 */
export async function findWeightFiles(
  source: ModelSource,
  { stem = 'model' }: FindWeightFilesOptions = {},
): Promise<WeightFiles> {
  const singleFile = `${stem}.safetensors`;
  const indexFile = `${singleFile}.index.json`;
  if (source.files.has(singleFile)) return { paths: [singleFile], weightMap: null };
  if (source.files.has(indexFile)) {
    const weightMap = parseIndex(await source.readText(indexFile, { maxBytes: maxIndexBytes }), indexFile);
    const paths = [...new Set(weightMap.values())].sort();
    if (paths.length > maxShards) throw invalidHeader(indexFile, `it names ${paths.length} files`);
    const missing = paths.find((path) => !source.files.has(path));
    if (missing !== undefined) {
      throw new ModelTraceError('WEIGHTS_MISSING', `${indexFile} names ${quoteName(missing)}, which is not there`, {
        details: { model: source.id, file: missing },
        fix: 'Complete the upload or the download of the model.',
      });
    }
    return { paths, weightMap };
  }
  const top = [...source.files.keys()].filter((path) => !path.includes('/'));
  const candidates =
    stem === 'model' ? top.filter((path) => path.endsWith('.safetensors') && !path.startsWith('adapter_')) : [];
  if (candidates.length === 1) return { paths: candidates, weightMap: null };
  throw missingWeights({ id: source.id, top, candidates, singleFile });
}

function parseIndex(text: string, indexFile: string): Map<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (caught) {
    throw invalidHeader(indexFile, `it is not JSON (${(caught as Error).message.slice(0, 200)})`);
  }
  const weightMap = (value as { weight_map?: unknown } | null)?.weight_map;
  if (typeof weightMap !== 'object' || weightMap === null || Array.isArray(weightMap)) {
    throw invalidHeader(indexFile, 'it has no weight_map');
  }
  const duplicate = findDuplicateKey(text);
  if (duplicate !== null) throw invalidHeader(indexFile, `${quoteName(duplicate)} occurs twice`);
  const entries = Object.entries(weightMap);
  for (const [tensor, file] of entries) {
    if (typeof file !== 'string' || !isPlainPath(file) || !file.endsWith('.safetensors')) {
      const what = `tensor ${quoteName(tensor)} is said to be in ${quoteName(String(file))}, which no weights file can be named`;
      throw invalidHeader(indexFile, what, { tensor });
    }
  }
  if (entries.length === 0) throw invalidHeader(indexFile, 'its weight_map is empty');
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
    name: 'PyTorch weights',
    fix: 'Convert them: load the model with Transformers and call save_pretrained, which writes safetensors.',
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
  return new ModelTraceError('WEIGHTS_MISSING', `${quoteName(id)} has no safetensors weights${found}`, {
    details: { model: id, files: top.slice(0, 20) },
    fix: format?.fix ?? `Give a model that has ${singleFile}.`,
  });
}
