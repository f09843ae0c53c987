import { ModelTraceError } from '../errors.ts';
import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import type { ConfigReader } from './config-reader.ts';
import { sizesFromConfig } from './decoder-sizes.ts';
import { tiedOrOwnHead } from './head.ts';
import { limits } from './limits.ts';
import type { BlockSpec } from './model-spec.ts';
import { plainAttention, plainBlock, plainEmbedding, preNorm } from './plain.ts';
import { refuseIf } from './refuse.ts';
import { tensorFinder } from './tensor-finder.ts';

/** GPT-Neo: learned positions, products that are not scaled, blocks whose queries see a window of the keys. */
export const gptNeo: ArchitectureAdapter = {
  checked: {
    gpt_neo: [
      'global and local attention',
      'intermediate_size',
      'untied head',
      'BF16',
      'window of one token',
      'gelu',
      'tied head',
      'buffers of older versions',
      'saved without its head',
      'heads of 6 elements',
      'F16',
    ],
  },
  describe({ config, tensors: stored }) {
    const tensors = tensorFinder(stored, { prefixes: ['transformer.', ''] });
    const { hiddenSize, heads, headDim, blocks, vocabSize } = sizesFromConfig(config, {
      hiddenSize: ['hidden_size'],
      heads: ['num_heads', 'num_attention_heads'],
      blocks: ['num_layers', 'num_hidden_layers'],
    });
    const contextLength = config.integer('max_position_embeddings', { max: limits.context, default: 2048 });
    const units = config.integer('intermediate_size', { max: limits.units, default: 4 * hiddenSize });
    const eps = config.positive('layer_norm_epsilon', { default: 1e-5 });
    const activation = activationNamed(config.string('activation_function', { default: 'gelu_new' }));
    const tied = config.boolean('tie_word_embeddings', { default: true });
    const window = config.integer('window_size', { max: limits.context, default: 256 });
    const kinds = attentionKinds(config, blocks);
    const norm = (name: string) => tensors.norm(name, { kind: 'layer', eps, size: hiddenSize, bias: true });
    const matrix = (name: string, inputs: number, outputs: number, bias: boolean) =>
      tensors.matrix(name, { inputs, outputs, layout: 'out-in', bias });

    const block = (index: number): BlockSpec => {
      const attention = `h.${index}.attn.attention`;
      return {
        ...plainBlock,
        index,
        attentionNorms: preNorm(norm(`h.${index}.ln_1`)),
        attention: {
          ...plainAttention,
          heads,
          kvHeads: heads,
          headDim,
          scale: 1,
          window: kinds[index] === 'local' ? window : null,
          projections: {
            kind: 'separate',
            query: matrix(`${attention}.q_proj`, hiddenSize, hiddenSize, false),
            key: matrix(`${attention}.k_proj`, hiddenSize, hiddenSize, false),
            value: matrix(`${attention}.v_proj`, hiddenSize, hiddenSize, false),
          },
          output: matrix(`${attention}.out_proj`, hiddenSize, hiddenSize, true),
        },
        mlpNorms: preNorm(norm(`h.${index}.ln_2`)),
        mlp: {
          kind: 'plain',
          units,
          activation,
          up: matrix(`h.${index}.mlp.c_fc`, hiddenSize, units, true),
          down: matrix(`h.${index}.mlp.c_proj`, units, hiddenSize, true),
          preNormGain: tensors.named(`h.${index}.ln_2.weight`, [hiddenSize]),
        },
      };
    };

    const tokenEmbedding = tensors.named('wte.weight', [vocabSize, hiddenSize]);
    return {
      ...plainEmbedding,
      hiddenSize,
      vocabSize,
      contextLength,
      tokenEmbedding,
      embeddingSize: hiddenSize,
      positionEmbedding: { tensor: tensors.named('wpe.weight', [contextLength, hiddenSize]), offset: 0 },
      blocks: Array.from({ length: blocks }, (_, index) => block(index)),
      finalNorm: norm('ln_f'),
      head: tiedOrOwnHead({ tensors, tokenEmbedding, tied, shape: [vocabSize, hiddenSize] }),
    };
  },
};

/**
 * `attention_types`, a list of [kinds, how often they are repeated], as one kind for each block; without it
 * [[['global', 'local'], 12]]. Older files also have the expanded list, which transformers does not look at.
 */
function attentionKinds(config: ConfigReader, blocks: number): string[] {
  const types = config.raw('attention_types') ?? [[['global', 'local'], 12]];
  const invalid = () =>
    new ModelTraceError(
      'CONFIG_INVALID',
      `config.json: attention_types is ${JSON.stringify(types).slice(0, 100)}, expected lists of kinds with how often each is repeated, for ${blocks} blocks`,
    );
  if (!Array.isArray(types)) throw invalid();
  const kinds: string[] = [];
  for (const item of types) {
    const [names, repeats] = Array.isArray(item) ? item : [];
    if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) throw invalid();
    if (names.length === 0 || !Number.isInteger(repeats)) throw invalid();
    if (repeats < 0 || kinds.length + repeats * names.length > blocks) throw invalid();
    for (let i = 0; i < repeats; i++) kinds.push(...names);
  }
  if (kinds.length !== blocks) throw invalid();
  const other = kinds.find((kind) => kind !== 'global' && kind !== 'local');
  refuseIf(other !== undefined, `GPT-Neo has no attention of the kind ${JSON.stringify(other?.slice(0, 100))}`);
  return kinds;
}
