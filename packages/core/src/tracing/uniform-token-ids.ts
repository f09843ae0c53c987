import { seededRandom } from './seeded-random.ts';

export const defaultActivationTokens = 4096;

/** Long enough for attention to matter, short enough that 4,096 tokens are several independent sequences. */
const maxSequenceTokens = 512;

/**
 * The default input of activation statistics (the recipe of phi_H, arXiv 2502.12292): token ids drawn uniformly from the
 * vocabulary, in sequences no longer than either model's context.
 * @returns sequences of token ids, `tokens` in all
 */
export function uniformTokenIds(options: {
  vocabSize: number;
  contextLength: number;
  seed: number;
  tokens?: number;
}): Int32Array[] {
  const { vocabSize, contextLength, seed, tokens = defaultActivationTokens } = options;
  const random = seededRandom(seed, 'tokens');
  const length = Math.min(maxSequenceTokens, contextLength, tokens);
  const sequences: Int32Array[] = [];
  for (let start = 0; start < tokens; start += length) {
    const count = Math.min(length, tokens - start);
    sequences.push(Int32Array.from({ length: count }, () => random.int(vocabSize)));
  }
  return sequences;
}
