import { ModelTraceError } from '../errors.ts';
import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { alibi as alibiOf } from './alibi.ts';
import type { ConfigReader } from './config-reader.ts';
import { requireMultiple, sizesFromConfig } from './decoder-sizes.ts';
import { gptModel } from './gpt-model.ts';
import { limits } from './limits.ts';
import type { BlockSpec } from './model-spec.ts';
import { refuseIf } from './refuse.ts';
import { rotaryFromConfig, stretchedContext } from './rotary.ts';
import { tensorFinder } from './tensor-finder.ts';

/** Falcon: the 7b and the RW models, and the "new decoder architecture" of the 11b, 40b and 180b. */
export const falcon: ArchitectureAdapter = {
  checked: {
    falcon: [
      'one key for all queries',
      'parallel, one norm',
      'tied head',
      'ffn_hidden_size',
      'BF16',
      'alibi',
      'biases',
      'a key for each query',
      'sequential, two norms',
      'new_decoder_architecture, two norms',
      'grouped queries',
      'untied head',
      'new_decoder_architecture, one norm',
      'rope_theta',
      'relu',
      'saved without its head',
      'heads of 6 elements',
      'F16',
      'alibi with one key for all queries',
      'slopes rounded to bfloat16',
      'n_embed',
    ],
  },
  describe({ config, tensors: stored }) {
    const sizes = sizesFromConfig(config, {
      hiddenSize: ['n_embed', 'hidden_size'],
      heads: ['num_attention_heads', 'n_head'],
      blocks: ['num_hidden_layers', 'n_layer'],
    });
    const { hiddenSize, heads, headDim } = sizes;
    const contextLength = config.integer('max_position_embeddings', { max: limits.context, default: 2048 });
    const bias = config.boolean('bias', { default: false });
    const form = blockForm(config);
    const kvHeads = keyHeads(config, { heads, multiQuery: form.multiQuery });
    const position = config.boolean('alibi', { default: false })
      ? { alibi: alibiOf({ heads, roundedTo: 'bfloat16', scale: headDim ** -0.5 }) }
      : { rotary: rotaryFromConfig(config, { headDim, contextLength }) };
    return gptModel({
      tensors: tensorFinder(stored, { prefixes: ['transformer.', ''] }),
      names: {
        tokenEmbedding: 'word_embeddings',
        blocks: 'h',
        attentionNorm: form.attentionNorm,
        queryKeyValue: 'self_attention.query_key_value',
        output: 'self_attention.dense',
        mlpNorm: form.mlpNorm,
        up: 'mlp.dense_h_to_4h',
        down: 'mlp.dense_4h_to_h',
        finalNorm: 'ln_f',
      },
      sizes,
      contextLength: stretchedContext(config, contextLength),
      units: config.integer('ffn_hidden_size', { max: limits.units, default: 4 * hiddenSize }),
      eps: config.positive('layer_norm_epsilon', { default: 1e-5 }),
      activation: activationNamed(config.string('activation', { default: 'gelu' })),
      tied: config.boolean('tie_word_embeddings', { default: true }),
      biases: { queryKeyValue: bias, output: bias, mlp: bias },
      kvHeads,
      fused: { groups: kvHeads },
      attention: () => position,
      block: { residual: form.residual },
    });
  },
};

interface BlockForm {
  residual: BlockSpec['residual'];
  /** One key and value for all queries. */
  multiQuery: boolean;
  attentionNorm: string;
  /** Null: the norm of the attention feeds the MLP too. */
  mlpNorm: string | null;
}

/** What a block is made of. @throws ARCHITECTURE_UNSUPPORTED for combinations that transformers fails on as well */
function blockForm(config: ConfigReader): BlockForm {
  const newDecoder = config.boolean('new_decoder_architecture', { default: false });
  const onByDefault = (key: string) => config.boolean(key, { default: !config.isNull(key) }); // null is Python's false
  const parallel = onByDefault('parallel_attn');
  const norms = config.integer('num_ln_in_parallel_attn', { max: 2, default: newDecoder ? 2 : 1 });
  const multiQuery = !newDecoder && onByDefault('multi_query');
  if (!parallel) {
    refuseIf(newDecoder, 'Falcon with new_decoder_architecture has no form without parallel_attn');
    const [attentionNorm, mlpNorm] = ['input_layernorm', 'post_attention_layernorm'];
    return { residual: 'sequential', multiQuery, attentionNorm, mlpNorm };
  }
  if (norms === 1) return { residual: 'parallel', multiQuery, attentionNorm: 'input_layernorm', mlpNorm: null };
  refuseIf(!newDecoder, 'Falcon without new_decoder_architecture has no form with num_ln_in_parallel_attn 2');
  return { residual: 'parallel', multiQuery, attentionNorm: 'ln_attn', mlpNorm: 'ln_mlp' };
}

/** Each has its group in the fused matrix. The configs of multi-query models state a number that does not count. */
function keyHeads(config: ConfigReader, { heads, multiQuery }: { heads: number; multiQuery: boolean }): number {
  if (multiQuery) return 1;
  const stated = config.integer('num_kv_heads', { max: limits.heads, default: heads });
  requireMultiple(['num_attention_heads', heads], ['num_kv_heads', stated]);
  if (stated !== heads && !config.boolean('new_decoder_architecture', { default: false })) {
    throw new ModelTraceError(
      'CONFIG_INVALID',
      `config.json: num_kv_heads is ${stated}, expected ${heads}, a key for each query without new_decoder_architecture and multi_query`,
    );
  }
  return stated;
}
