import { ModelTraceError } from '../errors.ts';
import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import type { ConfigReader } from './config-reader.ts';
import { sizesFromConfig } from './decoder-sizes.ts';
import { gptModel } from './gpt-model.ts';
import { limits } from './limits.ts';
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
    const sizes = sizesFromConfig(config, {
      hiddenSize: ['hidden_size'],
      heads: ['num_heads', 'num_attention_heads'],
      blocks: ['num_layers', 'num_hidden_layers'],
    });
    const { hiddenSize } = sizes;
    const contextLength = config.integer('max_position_embeddings', { max: limits.context, default: 2048 });
    const window = config.integer('window_size', { max: limits.context, default: 256 });
    const kinds = attentionKinds(config, sizes.blocks);
    return {
      ...gptModel({
        tensors,
        names: {
          tokenEmbedding: 'wte',
          blocks: 'h',
          attentionNorm: 'ln_1',
          queryKeyValue: ['attn.attention.q_proj', 'attn.attention.k_proj', 'attn.attention.v_proj'],
          output: 'attn.attention.out_proj',
          mlpNorm: 'ln_2',
          up: 'mlp.c_fc',
          down: 'mlp.c_proj',
          finalNorm: 'ln_f',
        },
        sizes,
        contextLength,
        units: config.integer('intermediate_size', { max: limits.units, default: 4 * hiddenSize }),
        eps: config.positive('layer_norm_epsilon', { default: 1e-5 }),
        activation: activationNamed(config.string('activation_function', { default: 'gelu_new' })),
        tied: config.boolean('tie_word_embeddings', { default: true }),
        biases: { queryKeyValue: false },
        attention: (index) => ({ scale: 1, window: kinds[index] === 'local' ? window : null }),
      }),
      positionEmbedding: { tensor: tensors.named('wpe.weight', [contextLength, hiddenSize]), offset: 0 },
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
