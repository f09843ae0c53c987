import { ModelTraceError } from '../errors.ts';
import type { ConfigReader } from './config-reader.ts';
import { limits } from './limits.ts';
import type { RotarySpec } from './model-spec.ts';
import { dynamicFrequencies, linearFrequencies, llama3Frequencies, longrope, yarn } from './rope-scaling.ts';

export type RopeKind = keyof typeof allKinds;

const allKinds = {
  default: 'default',
  linear: 'linear',
  dynamic: 'dynamic',
  yarn: 'yarn',
  longrope: 'longrope',
  llama3: 'llama3',
} as const;

export interface RotaryOptions {
  readonly headDim: number;
  /** `max_position_embeddings`. */
  readonly contextLength: number;
  readonly pairing?: RotarySpec['pairing'];
  /** Share of a head that is rotated when the config names none; default 1. Null: all of it, whatever the config says. */
  readonly partial?: number | null;
  /** Frequency base when the config names none; default 10,000. */
  readonly theta?: number;
  /** Keys that stand beside a scaling in place of `rope_theta` and `partial_rotary_factor`, which do not count then (GPT-NeoX). */
  readonly keys?: { readonly theta?: string; readonly partial?: string };
  /** What counts instead of the config's own settings, where kinds of layers have theirs; null: nothing but `theta`. */
  readonly parameters?: ConfigReader | null;
  /** `original_max_position_embeddings` when the config has none beside the scaling; default that of the scaling. */
  readonly originalContext?: number;
  /** The scalings that the family has, by the names in its files; default all, by their own names. */
  readonly kinds?: Readonly<Record<string, RopeKind>>;
}

/**
 * Rotary embedding as config.json states it: `rope_theta` and `rope_scaling`, or `rope_parameters` with both since
 * transformers 5. Frequencies theta^(-2i / dims) for i below dims / 2, scaled as `rope-scaling.ts` says.
 * They are float32 numbers, as in transformers whatever the dtype of the model.
 * @throws CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED for another scaling
 */
export function rotaryFromConfig(config: ConfigReader, options: RotaryOptions): RotarySpec {
  const rotary = scaledRotary(config, options);
  const { inverseFrequencies: short, long, attentionFactor } = rotary;
  const all = [...short, ...(long?.inverseFrequencies(long.above + 1) ?? []), attentionFactor];
  if (all.every(Number.isFinite)) return rotary;
  throw new ModelTraceError(
    'CONFIG_INVALID',
    'config.json: rope_theta and the scaling give rotary frequencies that are not finite',
  );
}

function scaledRotary(config: ConfigReader, options: RotaryOptions): RotarySpec {
  const { headDim, contextLength, pairing = 'halves', keys = {} } = options;
  const scaling = options.parameters === undefined ? ropeSettings(config) : options.parameters;
  const setting = (name: 'rope_theta' | 'partial_rotary_factor', own: string | undefined, fallback: number) => {
    if (scaling?.has(name)) return scaling.positive(name);
    if (options.parameters !== undefined) return fallback;
    return config.positive(own ?? name, { default: fallback });
  };
  const theta = setting('rope_theta', keys.theta, options.theta ?? 10_000);
  const { partial = 1 } = options;
  const share = partial === null ? 1 : setting('partial_rotary_factor', keys.partial, partial);
  const dims = evenRotaryDims(Math.trunc(headDim * share), headDim);
  const named = scaling?.string(['rope_type', 'type'], { default: 'default' }) ?? 'default';
  const kind = kindNamed(named, options.kinds);
  const plain = { dims, pairing, inverseFrequencies: inverseFrequencies(theta, dims), long: null, attentionFactor: 1 };
  if (scaling === null || kind === 'default') return plain;
  // Phi-3 and its like state the length of pretraining beside the scaling; transformers lets that one count.
  const beside = options.parameters === undefined && config.has('original_max_position_embeddings');
  const originalContext =
    !beside && options.originalContext !== undefined
      ? options.originalContext
      : (beside ? config : scaling).integer('original_max_position_embeddings', {
          max: limits.context,
          default: contextLength,
        });
  const input = { scaling, theta, dims, contextLength, originalContext, frequencies: plain.inverseFrequencies };
  switch (kind) {
    case 'linear':
      return { ...plain, inverseFrequencies: linearFrequencies(input) };
    case 'llama3':
      return { ...plain, inverseFrequencies: llama3Frequencies(input) };
    case 'dynamic':
      return {
        ...plain,
        long: { above: contextLength, inverseFrequencies: (length) => dynamicFrequencies(input, length) },
      };
    case 'yarn':
      return { ...plain, ...yarn(input) };
    case 'longrope':
      return { ...plain, ...longrope(input) };
  }
}

function kindNamed(name: string, kinds: Readonly<Record<string, RopeKind>> = allKinds): RopeKind {
  if (Object.hasOwn(kinds, name)) return kinds[name];
  throw new ModelTraceError(
    'ARCHITECTURE_UNSUPPORTED',
    `The rope scaling ${JSON.stringify(name.slice(0, 100))} is not supported; these are: ${Object.keys(kinds).join(', ')}`,
  );
}

/** `rope_scaling` where a config has both, as in transformers 5. */
const ropeSettings = (config: ConfigReader) => config.section('rope_scaling') ?? config.section('rope_parameters');

/**
 * Longest sequence of a model: `max_position_embeddings`, times the factor where a dynamic scaling stretches positions
 * beyond it only when a sequence gets there.
 */
export function stretchedContext(config: ConfigReader, contextLength: number): number {
  const scaling = ropeSettings(config);
  if (scaling === null || scaling.string(['rope_type', 'type'], { default: 'default' }) !== 'dynamic')
    return contextLength;
  return Math.min(limits.context, Math.floor(contextLength * scaling.positive('factor')));
}

/** @throws CONFIG_INVALID unless the rotated elements are pairs within a head */
export function evenRotaryDims(dims: number, headDim: number): number {
  if (dims % 2 === 0 && dims >= 2 && dims <= headDim) return dims;
  throw new ModelTraceError(
    'CONFIG_INVALID',
    `config.json: a rotary embedding of ${dims} of the ${headDim} elements of a head, expected an even number up to that`,
  );
}

/** theta^(-2i / dims) in float32 steps, as torch computes it. [dims / 2] */
export function inverseFrequencies(theta: number, dims: number): Float64Array {
  const { fround } = Math;
  return Float64Array.from({ length: dims / 2 }, (_, i) => fround(1 / fround(theta ** fround((2 * i) / dims))));
}
