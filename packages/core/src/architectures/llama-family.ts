import { activationNamed } from './activation-names.ts';
import type { AdapterInput } from './adapter.ts';
import type { ConfigReader } from './config-reader.ts';
import { requireMultiple } from './decoder-sizes.ts';
import { limits } from './limits.ts';
import type { Activation, HeadNormSpec, MatrixRef, NormSpec } from './model-spec.ts';
import { type TensorFinder, tensorFinder } from './tensor-finder.ts';

/** Values for keys that a config.json lacks, where a family's differ from Llama's. */
export interface LlamaDefaults {
  /** Llama: as many as query heads, as everywhere when the key is null. */
  readonly kvHeads?: number;
  /** Llama: hidden_size / num_attention_heads. */
  readonly headDim?: number;
  /** 2,048 */
  readonly contextLength?: number;
  /** silu */
  readonly activation?: string;
  /** hidden_act */
  readonly activationKey?: string;
  /** Names in the family's files that mean another activation than elsewhere. */
  readonly activations?: Readonly<Record<string, string>>;
  /** false */
  readonly tied?: boolean;
  /** RMSNorm with a gain and `rms_norm_eps`, 1e-6. */
  readonly norm?: Partial<LlamaNorm>;
}

type LlamaNorm = Pick<NormSpec, 'kind' | 'eps' | 'gainOffset'> & { readonly gain: boolean; readonly bias: boolean };

/** What the configs of Llama and its many descendants have in common, and how their tensors are found. */
export interface LlamaFamily {
  readonly config: ConfigReader;
  readonly tensors: TensorFinder;
  readonly hiddenSize: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly blocks: number;
  readonly units: number;
  readonly vocabSize: number;
  /** `max_position_embeddings` */
  readonly contextLength: number;
  readonly activation: Activation;
  readonly tied: boolean;
  /** All of a head is rotated, whatever `partial_rotary_factor` says: but for Phi 3, these do not know it. */
  readonly partial: null;
  /** Norm of the stream by tensors `<name>.weight` and `<name>.bias`, as far as the family's norms have them. */
  norm(name: string): NormSpec;
  /** Norm of queries or keys by tensor `<name>.weight`, with the kind, eps and gain offset of the other norms. */
  headNorm(name: string, options: Pick<HeadNormSpec, 'over' | 'perHead'> & { heads: number }): HeadNormSpec;
  /** A torch.nn.Linear. */
  matrix(name: string, layer: { inputs: number; outputs: number; bias: boolean }): MatrixRef;
}

/** @throws CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED for an unknown activation */
export function llamaFamily({ config, tensors: stored }: AdapterInput, defaults: LlamaDefaults = {}): LlamaFamily {
  const tensors = tensorFinder(stored, { prefixes: ['model.', ''] });
  const hiddenSize = config.integer('hidden_size', { max: limits.hiddenSize });
  const heads = config.integer('num_attention_heads', { max: limits.heads });
  const kvHeads = config.integer('num_key_value_heads', {
    max: limits.heads,
    default: config.isNull('num_key_value_heads') ? heads : (defaults.kvHeads ?? heads),
  });
  requireMultiple(['num_attention_heads', heads], ['num_key_value_heads', kvHeads]);
  if (!config.has('head_dim') && defaults.headDim === undefined) {
    requireMultiple(['hidden_size', hiddenSize], ['num_attention_heads', heads]);
  }
  const headDim = config.integer('head_dim', {
    max: limits.headDim,
    default: defaults.headDim ?? hiddenSize / heads,
  });
  const { activationKey = 'hidden_act', activations = {} } = defaults;
  const activation = config.string(activationKey, { default: defaults.activation ?? 'silu' });
  const norm: LlamaNorm = {
    kind: 'rms',
    eps: defaults.norm?.eps ?? config.positive('rms_norm_eps', { default: 1e-6 }),
    gain: true,
    gainOffset: 0,
    bias: false,
    ...defaults.norm,
  };
  const { kind, eps, gainOffset } = norm;
  return {
    config,
    tensors,
    hiddenSize,
    heads,
    kvHeads,
    headDim,
    blocks: config.integer('num_hidden_layers', { max: limits.blocks }),
    units: config.integer('intermediate_size', { max: limits.units }),
    vocabSize: config.integer('vocab_size', { max: limits.vocabulary }),
    contextLength: config.integer('max_position_embeddings', {
      max: limits.context,
      default: defaults.contextLength ?? 2048,
    }),
    activation: activationNamed(Object.hasOwn(activations, activation) ? activations[activation] : activation),
    tied: config.boolean('tie_word_embeddings', { default: defaults.tied ?? false }),
    partial: null,
    norm: (name) =>
      norm.gain ? tensors.norm(name, { ...norm, size: hiddenSize }) : { kind, eps, gainOffset, gain: null, bias: null },
    headNorm(name, { over, perHead, heads: count }) {
      const shape = perHead ? [count, headDim] : [over === 'head' ? headDim : count * headDim];
      return { kind, eps, gainOffset, over, perHead, gains: [tensors.named(`${name}.weight`, shape)], bias: null };
    },
    matrix: (name, { inputs, outputs, bias }) => tensors.matrix(name, { inputs, outputs, layout: 'out-in', bias }),
  };
}
