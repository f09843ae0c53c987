import { ModelTraceError } from '../errors.ts';
import type { ConfigReader } from './config-reader.ts';
import { limits } from './limits.ts';

export interface DecoderSizes {
  readonly hiddenSize: number;
  readonly heads: number;
  /** hiddenSize / heads */
  readonly headDim: number;
  readonly blocks: number;
  readonly vocabSize: number;
}

/** Keys of config.json, those of older files after those of today. */
export interface SizeKeys {
  readonly hiddenSize: readonly string[];
  readonly heads: readonly string[];
  readonly blocks: readonly string[];
}

const commonKeys: SizeKeys = {
  hiddenSize: ['hidden_size'],
  heads: ['num_attention_heads'],
  blocks: ['num_hidden_layers'],
};

/** GPT-1, GPT-2, GPT-J and CodeGen. */
export const gptKeys: SizeKeys = {
  hiddenSize: ['n_embd', 'hidden_size'],
  heads: ['n_head', 'num_attention_heads'],
  blocks: ['n_layer', 'num_hidden_layers'],
};

/**
 * The sizes that any config states; none has a default, since a config without them is no description of a model.
 * @throws CONFIG_INVALID, also where the heads do not divide the hidden size
 */
export function sizesFromConfig(config: ConfigReader, keys: SizeKeys = commonKeys): DecoderSizes {
  const hiddenSize = config.integer(keys.hiddenSize, { max: limits.hiddenSize });
  const heads = config.integer(keys.heads, { max: limits.heads });
  requireMultiple([keys.hiddenSize[0], hiddenSize], [keys.heads[0], heads]);
  return {
    hiddenSize,
    heads,
    headDim: hiddenSize / heads,
    blocks: config.integer(keys.blocks, { max: limits.blocks }),
    vocabSize: config.integer('vocab_size', { max: limits.vocabulary }),
  };
}

type Named = readonly [name: string, value: number];

/** @throws CONFIG_INVALID unless the first number is a multiple of the second */
export function requireMultiple([name, value]: Named, [divisorName, divisor]: Named): void {
  if (value % divisor === 0) return;
  throw new ModelTraceError(
    'CONFIG_INVALID',
    `config.json: ${name} ${value} is not a multiple of ${divisorName} ${divisor}`,
  );
}
