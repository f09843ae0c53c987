import type { HeadSpec } from './model-spec.ts';
import { plainHead } from './plain.ts';
import type { TensorFinder } from './tensor-finder.ts';

interface HeadOptions {
  tensors: TensorFinder;
  tokenEmbedding: string;
  tied: boolean;
  shape: readonly [vocabSize: number, hiddenSize: number];
}

/**
 * The output matrix. A tied model whose weights hold `lm_head.weight` all the same is computed with that tensor, as
 * transformers 5 does (it only ties what is missing); it is a copy of the embedding unless somebody changed it.
 */
export function tiedOrOwnHead({ tensors, tokenEmbedding, tied, shape }: HeadOptions): HeadSpec {
  if (tied && !tensors.has('lm_head.weight')) return { ...plainHead, tensor: tokenEmbedding, tied: true };
  return { ...plainHead, tensor: tensors.named('lm_head.weight', shape), tied: false };
}
