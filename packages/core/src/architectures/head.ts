import type { HeadSpec } from './model-spec.ts';
import { plainHead } from './plain.ts';
import type { TensorFinder } from './tensor-finder.ts';

interface HeadOptions {
  tensors: TensorFinder;
  tokenEmbedding: string;
  tied: boolean;
  shape: readonly [vocabSize: number, embeddingSize: number];
  /** Of the layer in the file; the first that is there counts. Default `lm_head`. */
  names?: readonly string[];
  /** Whether the layer has a bias, its own even when its matrix is tied. Default not. */
  bias?: boolean;
}

/**
 * The output matrix. A tied model whose weights hold `lm_head.weight` all the same is computed with that tensor, as
 * transformers 5 does (it only ties what is missing); it is a copy of the embedding unless somebody changed it.
 */
export function tiedOrOwnHead(options: HeadOptions): HeadSpec {
  const { tensors, tokenEmbedding, tied, shape, names = ['lm_head'] } = options;
  const own = names.find((name) => tensors.has(`${name}.weight`));
  const name = own ?? names[0];
  const bias = options.bias ? tensors.named(`${name}.bias`, [shape[0]]) : null;
  if (tied && own === undefined) return { ...plainHead, tensor: tokenEmbedding, tied: true, bias };
  return { ...plainHead, tensor: tensors.named(`${name}.weight`, shape), tied: false, bias };
}
