import { ModelTraceError } from '../errors.ts';
import type { ModelSource } from '../hub/index.ts';
import { findDuplicateKey } from './find-duplicate-key.ts';
import { quoteName } from './parse-header.ts';

/** What adapter_config.json of PEFT says about a LoRA; field by field `LoraConfig` of peft 0.21 (`tuners/lora/config.py`). */
export interface AdapterConfig {
  /** The model it was trained on; null when it does not say. */
  base: { id: string; revision: string | null } | null;
  rank: number;
  alpha: number;
  /** Scale alpha / sqrt(rank) instead of alpha / rank. */
  rankStabilized: boolean;
  /** Names of modules (or their ends), a Python pattern for the whole name, or every linear layer but the head. */
  targets: { names: readonly string[] } | { pattern: string } | 'all-linear';
  excluded: { names: readonly string[] } | { pattern: string };
  /** Modules stored as whole copies: each a Python pattern for a part of the name. */
  savedModules: readonly string[];
  /** Only these layers; null: all. */
  layers: readonly number[] | null;
  /** Python patterns of the list that the layers are in; empty: any list. */
  layersPatterns: readonly string[];
  /** Python pattern of the end of a name -> rank or alpha; the first that matches counts. */
  rankPatterns: ReadonlyMap<string, number>;
  alphaPatterns: ReadonlyMap<string, number>;
  /** Matrices are stored [inputs, outputs]. Wrong in some published files: counts only where nothing else tells. */
  fanInFanOut: boolean;
}

export const adapterConfigFile = 'adapter_config.json';

/** A config with one entry per module of a large model stays under 1 MB. */
const maxBytes = 4 * 2 ** 20;
/** More than any matrix of a published model has rows. */
const maxRank = 2 ** 18;
const maxEntries = 20_000;
const maxNameChars = 1_000;
const maxLayer = 2 ** 20;

/** Keys that do not change what the loaded adapter computes: training, bookkeeping, defaults that only others read. */
const neutralKeys = new Set([
  ...['auto_mapping', 'inference_mode', 'peft_version', 'lora_dropout', 'megatron_core', 'qalora_group_size'],
  ...[
    'runtime_config',
    'loftq_config',
    'eva_config',
    'corda_config',
    'lora_ga_config',
    'unsloth_fixed',
    'merge_weights',
  ],
]);

/** Initialisations that leave the base as it is; others (PiSSA, OLoRA, CorDA, LoftQ, …) change it when the adapter loads. */
const plainInitialisations: readonly unknown[] = [undefined, null, true, false, 'gaussian', 'eva', 'orthogonal'];

/**
 * Reads adapter_config.json. Any key that is not known and not empty is refused: it may change what is computed.
 * @throws WEIGHT_TYPE_MISMATCH without the file, ADAPTER_INVALID, ADAPTER_UNSUPPORTED
 */
export async function readAdapterConfig(source: ModelSource): Promise<AdapterConfig> {
  if (!source.files.has(adapterConfigFile)) {
    throw new ModelTraceError(
      'WEIGHT_TYPE_MISMATCH',
      `${source.id} has no ${adapterConfigFile}: it is no PEFT adapter`,
      {
        fix: 'Leave weightType out if the repository has a whole model.',
      },
    );
  }
  return parseAdapterConfig(await source.readText(adapterConfigFile, { maxBytes }));
}

export function parseAdapterConfig(text: string): AdapterConfig {
  const config = parseObject(text);
  const { peft_type: type, task_type: task } = config;
  if (type !== 'LORA') throw unsupported(`peft_type ${show(type)}`, 'Merge the adapter into its base, or use a LoRA.');
  if (task !== undefined && task !== null && task !== 'CAUSAL_LM') throw unsupported(`task_type ${show(task)}`);
  if (!plainInitialisations.includes(config.init_lora_weights)) {
    const fix = 'Save it as a plain LoRA: save_pretrained(…, path_initial_model_for_weight_conversion=…).';
    throw unsupported(`init_lora_weights ${show(config.init_lora_weights)}, which changes the base`, fix);
  }
  if ((config.bias ?? 'none') !== 'none') throw unsupported(`bias ${show(config.bias)}`);
  const rank = integer(config, 'r', { min: 1, max: maxRank, fallback: 8 });
  const layers = config.layers_to_transform ?? null;
  const targets = targetsOf(config);
  const layersPatterns = strings(config, 'layers_pattern');
  if (!(typeof targets === 'object' && 'names' in targets) && (layers !== null || layersPatterns.length > 0)) {
    throw invalid('layers_to_transform and layers_pattern need target_modules to be a list');
  }
  const parsed: AdapterConfig = {
    base: baseOf(config),
    rank,
    alpha: positive('lora_alpha', config.lora_alpha ?? 8),
    rankStabilized: boolean(config, 'use_rslora'),
    targets,
    excluded:
      typeof config.exclude_modules === 'string' && config.exclude_modules !== ''
        ? { pattern: config.exclude_modules }
        : { names: strings(config, 'exclude_modules') },
    savedModules: strings(config, 'modules_to_save'),
    layers: layers === null ? null : (Array.isArray(layers) ? layers : [layers]).map((layer) => layerNumber(layer)),
    layersPatterns,
    rankPatterns: numbers(config, 'rank_pattern', (key, value) => integerIn(key, value, { min: 1, max: maxRank })),
    alphaPatterns: numbers(config, 'alpha_pattern', positive),
    fanInFanOut: boolean(config, 'fan_in_fan_out'),
  };
  // `lora_bias` needs no reading: the tensors say it.
  boolean(config, 'lora_bias');
  const other = Object.keys(config).find(
    (key) => !knownKeys.has(key) && !neutralKeys.has(key) && !isEmpty(config[key]),
  );
  if (other !== undefined) throw unsupported(`${quoteName(other)}: ${show(config[other])}`);
  return parsed;
}

const knownKeys = new Set([
  ...['peft_type', 'task_type', 'base_model_name_or_path', 'revision', 'init_lora_weights', 'bias', 'r', 'lora_alpha'],
  ...['use_rslora', 'target_modules', 'exclude_modules', 'modules_to_save', 'layers_to_transform', 'layers_pattern'],
  ...['rank_pattern', 'alpha_pattern', 'fan_in_fan_out', 'lora_bias'],
]);

type Config = Readonly<Record<string, unknown>>;

function parseObject(text: string): Config {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (caught) {
    throw invalid(`it is not JSON (${(caught as Error).message.slice(0, 200)})`);
  }
  if (!isObject(value)) throw invalid('it is not a JSON object');
  const duplicate = findDuplicateKey(text);
  if (duplicate !== null) throw invalid(`${quoteName(duplicate)} occurs twice`);
  return Object.assign(Object.create(null), value);
}

function targetsOf(config: Config): AdapterConfig['targets'] {
  const targets = config.target_modules;
  if (typeof targets === 'string' && targets.toLowerCase() === 'all-linear') return 'all-linear';
  if (typeof targets === 'string' && targets !== '') return { pattern: targets };
  const names = strings(config, 'target_modules');
  if (names.length === 0 && strings(config, 'modules_to_save').length === 0) {
    throw invalid('target_modules is empty and there are no modules_to_save: it changes nothing');
  }
  return { names };
}

function baseOf({ base_model_name_or_path: id, revision }: Config): AdapterConfig['base'] {
  if (id === undefined || id === null || id === '') return null;
  if (typeof id !== 'string' || id.length > maxNameChars) throw invalid(`base_model_name_or_path is ${show(id)}`);
  if (revision !== undefined && revision !== null && (typeof revision !== 'string' || revision.length > maxNameChars)) {
    throw invalid(`revision is ${show(revision)}`);
  }
  return { id, revision: revision ? revision : null };
}

/** A list of strings; a single string is a list of one. */
function strings(config: Config, key: string): string[] {
  const value = config[key] ?? [];
  const list = typeof value === 'string' ? (value === '' ? [] : [value]) : value;
  if (!Array.isArray(list) || list.length > maxEntries || !list.every((one) => typeof one === 'string' && one !== '')) {
    throw invalid(`${key} is ${show(value)}, expected a list of at most ${maxEntries} names`);
  }
  const long = list.find((one) => one.length > maxNameChars);
  if (long !== undefined) throw invalid(`${key} has a name of ${long.length} characters`);
  return list;
}

function numbers(config: Config, key: string, read: (key: string, value: unknown) => number): Map<string, number> {
  const value = config[key] ?? {};
  if (!isObject(value)) throw invalid(`${key} is ${show(value)}, expected an object`);
  const entries = Object.entries(value);
  const long = entries.find(([pattern]) => pattern.length > maxNameChars);
  if (entries.length > maxEntries || long !== undefined) throw invalid(`${key} is too large`);
  return new Map(entries.map(([pattern, number]) => [pattern, read(`${key}[${quoteName(pattern)}]`, number)]));
}

function integer(config: Config, key: string, range: { min: number; max: number; fallback: number }): number {
  return integerIn(key, config[key] ?? range.fallback, range);
}

function integerIn(key: string, value: unknown, { min, max }: { min: number; max: number }): number {
  if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) return Number(value);
  throw invalid(`${key} is ${show(value)}, expected an integer from ${min} to ${max}`);
}

function layerNumber(value: unknown): number {
  return integerIn('layers_to_transform', value, { min: 0, max: maxLayer });
}

function positive(key: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw invalid(`${key} is ${show(value)}, expected a number above 0`);
}

function boolean(config: Config, key: string): boolean {
  const value = config[key] ?? false;
  if (typeof value === 'boolean') return value;
  throw invalid(`${key} is ${show(value)}, expected true or false`);
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === false) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const show = (value: unknown) => (JSON.stringify(value) ?? 'missing').slice(0, 200);

function invalid(what: string): ModelTraceError {
  return new ModelTraceError('ADAPTER_INVALID', `${adapterConfigFile} is not valid: ${what}`);
}

function unsupported(what: string, fix = 'Merge the adapter into its base with PEFT and evaluate the whole model.') {
  return new ModelTraceError('ADAPTER_UNSUPPORTED', `${adapterConfigFile} has ${what}, which is not supported`, {
    fix,
  });
}
