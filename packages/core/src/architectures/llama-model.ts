import { tiedOrOwnHead } from './head.ts';
import type { LlamaFamily } from './llama-family.ts';
import type {
  AttentionProjections,
  AttentionSpec,
  BlockSpec,
  HeadSpec,
  MlpSpec,
  ModelSpec,
  RotarySpec,
} from './model-spec.ts';
import { plainAttention, plainBlock, plainEmbedding, preNorm } from './plain.ts';
import { stretchedContext } from './rotary.ts';

/** A block of a model of the family, while it is described. */
export interface LlamaBlock {
  readonly index: number;
  /** `layers.<index>.<tensor>` */
  name(tensor: string): string;
}

/** What a descendant does otherwise than Llama; all functions are asked for each block. */
export interface LlamaDifferences {
  /** One object for all blocks that rotate alike. */
  rotary(block: LlamaBlock): RotarySpec | null;
  /** Linear layers with a bias; none by default. */
  readonly biases?: { readonly queryKeyValue?: boolean; readonly output?: boolean; readonly mlp?: boolean };
  readonly norms?: (block: LlamaBlock) => Pick<BlockSpec, 'attentionNorms' | 'mlpNorms'>;
  readonly projections?: (block: LlamaBlock) => AttentionProjections;
  readonly attention?: (block: LlamaBlock) => Partial<AttentionSpec>;
  readonly mlp?: (block: LlamaBlock) => BlockSpec['mlp'];
  readonly block?: Partial<Pick<BlockSpec, 'residual' | 'residualScale'>>;
  readonly embeddingScale?: number;
  readonly head?: Partial<Pick<HeadSpec, 'scale' | 'softCap'>>;
}

/**
 * Llama and its descendants: rotary positions, a norm before each half, grouped keys and values, a gated MLP, but for the
 * differences. @throws TENSOR_MISSING, TENSOR_SHAPE
 */
export function llamaModel(family: LlamaFamily, differences: LlamaDifferences): Omit<ModelSpec, 'modelType'> {
  const { config, tensors, hiddenSize, vocabSize, blocks, contextLength, tied } = family;
  const tokenEmbedding = tensors.named('embed_tokens.weight', [vocabSize, hiddenSize]);
  const head = tiedOrOwnHead({ tensors, tokenEmbedding, tied, shape: [vocabSize, hiddenSize] });
  return {
    ...plainEmbedding,
    hiddenSize,
    vocabSize,
    contextLength: stretchedContext(config, contextLength),
    tokenEmbedding,
    embeddingSize: hiddenSize,
    embeddingScale: Math.fround(differences.embeddingScale ?? 1), // a float32 tensor in transformers
    blocks: Array.from({ length: blocks }, (_, index) => llamaBlock(family, differences, index)),
    finalNorm: family.norm('norm'),
    head: { ...head, ...differences.head },
  };
}

function llamaBlock(family: LlamaFamily, differences: LlamaDifferences, index: number): BlockSpec {
  const { hiddenSize, heads, kvHeads, headDim } = family;
  const { biases = {} } = differences;
  const block: LlamaBlock = { index, name: (tensor) => `layers.${index}.${tensor}` };
  const norms = (differences.norms ?? ((each) => llamaNorms(family, each)))(block);
  const project = (name: string, outputs: number) =>
    family.matrix(block.name(name), { inputs: hiddenSize, outputs, bias: biases.queryKeyValue ?? false });
  const mlp = differences.mlp?.(block) ?? gatedMlp(family, block, { name: 'mlp', bias: biases.mlp ?? false });
  return {
    ...plainBlock,
    ...differences.block,
    index,
    ...norms,
    attention: {
      ...plainAttention,
      heads,
      kvHeads,
      headDim,
      scale: headDim ** -0.5,
      rotary: differences.rotary(block),
      projections: differences.projections?.(block) ?? {
        kind: 'separate',
        query: project('self_attn.q_proj', heads * headDim),
        key: project('self_attn.k_proj', kvHeads * headDim),
        value: project('self_attn.v_proj', kvHeads * headDim),
      },
      output: family.matrix(block.name('self_attn.o_proj'), {
        inputs: heads * headDim,
        outputs: hiddenSize,
        bias: biases.output ?? false,
      }),
      ...differences.attention?.(block),
    },
    mlp: mlp.kind === 'experts' ? mlp : withPreNormGain(mlp, norms.mlpNorms),
  };
}

/** Two norms, each before a half. */
function llamaNorms(family: LlamaFamily, { name }: LlamaBlock): Pick<BlockSpec, 'attentionNorms' | 'mlpNorms'> {
  return {
    attentionNorms: preNorm(family.norm(name('input_layernorm'))),
    mlpNorms: preNorm(family.norm(name('post_attention_layernorm'))),
  };
}

/** The gated MLP of a block, its tensors under `name`. */
export function gatedMlp(
  { hiddenSize, units, activation, matrix }: LlamaFamily,
  { name: tensor }: LlamaBlock,
  { name, bias }: { name: string; bias: boolean },
): MlpSpec {
  return {
    kind: 'gated',
    units,
    activation,
    up: matrix(tensor(`${name}.up_proj`), { inputs: hiddenSize, outputs: units, bias }),
    gate: matrix(tensor(`${name}.gate_proj`), { inputs: hiddenSize, outputs: units, bias }),
    down: matrix(tensor(`${name}.down_proj`), { inputs: units, outputs: hiddenSize, bias }),
  };
}

/** A gain that is stored less an offset cannot be folded into weights as it stands. */
function withPreNormGain(mlp: MlpSpec, { input }: BlockSpec['mlpNorms']): MlpSpec {
  return input === null || input.gain === null || input.gainOffset !== 0 ? mlp : { ...mlp, preNormGain: input.gain };
}
