import { ModelTraceError } from '../errors.ts';
import type { PerplexityResult } from '../results/index.ts';

export type PerplexitySummary = Pick<
  PerplexityResult,
  | 'perplexity'
  | 'nllNats'
  | 'meanNllNats'
  | 'standardErrorNats'
  | 'scoredTokens'
  | 'bitsPerByte'
  | 'bytePerplexity'
  | 'wordPerplexity'
>;

/** UTF-8 bytes and whitespace-separated words of the text (1 where it has none). */
export interface TextSize {
  readonly sizeBytes: number;
  readonly words: number;
}

/**
 * The numbers of a result from the losses of the scored tokens, nats.
 * perplexity = exp(sum / n); standard error = s / sqrt(n) with the sample deviation s, tokens taken as independent, null
 * for one token; bits per byte = sum / (ln 2 bytes); byte and word perplexity = exp(sum / bytes), exp(sum / words).
 * @throws TEXT_EMPTY without a scored token, LOSS_NON_FINITE when the perplexity is above what a double holds
 */
export function summarize(losses: ArrayLike<number>, { sizeBytes, words }: TextSize): PerplexitySummary {
  const scoredTokens = losses.length;
  if (scoredTokens === 0) throw new ModelTraceError('TEXT_EMPTY', 'The text has no token that can be scored');
  const nllNats = sum(losses, (loss) => loss);
  const meanNllNats = nllNats / scoredTokens;
  const perplexity = Math.exp(meanNllNats);
  if (!Number.isFinite(perplexity)) {
    throw new ModelTraceError('LOSS_NON_FINITE', `The mean loss of ${meanNllNats} nats has no finite perplexity`);
  }
  const squares = sum(losses, (loss) => (loss - meanNllNats) ** 2);
  const wordPerplexity = Math.exp(nllNats / words);
  return {
    perplexity,
    nllNats,
    meanNllNats,
    standardErrorNats: scoredTokens < 2 ? null : Math.sqrt(squares / (scoredTokens - 1) / scoredTokens),
    scoredTokens,
    bitsPerByte: nllNats / (Math.LN2 * sizeBytes),
    bytePerplexity: Math.exp(nllNats / sizeBytes),
    // A script without spaces makes one word of a whole text.
    wordPerplexity: Number.isFinite(wordPerplexity) ? wordPerplexity : null,
  };
}

/** Compensated (Neumaier 1974): a million losses add up as exactly as a hundred. */
function sum(values: ArrayLike<number>, term: (value: number) => number): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = term(values[i]);
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}
