import { ModelTraceError } from '../errors.ts';
import type { PerplexityResult } from '../results/index.ts';
import { neumaierSum as sum } from './neumaier-sum.ts';
import type { TextSize } from './text-size.ts';

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

/**
 * The numbers of a result from the losses of the scored tokens, nats.
 * perplexity = exp(mean), mean = sum / n unless the protocol has a mean of its own; standard error = s / sqrt(n) with the sample deviation s, tokens taken as independent, null
 * for one token; bits per byte = sum / (ln 2 bytes); byte and word perplexity = exp(sum / bytes), exp(sum / words).
 * @throws TEXT_EMPTY without a scored token, LOSS_NON_FINITE when the perplexity is above what a double holds
 */
export function summarize(
  losses: ArrayLike<number>,
  { sizeBytes, words, meanNllNats: ownMean }: TextSize & { meanNllNats?: number },
): PerplexitySummary {
  const scoredTokens = losses.length;
  if (scoredTokens === 0) throw new ModelTraceError('TEXT_EMPTY', 'The text has no token that can be scored');
  const nllNats = sum(losses, (loss) => loss);
  const tokenMean = nllNats / scoredTokens;
  const meanNllNats = ownMean ?? tokenMean;
  const perplexity = Math.exp(meanNllNats);
  if (!Number.isFinite(perplexity)) {
    throw new ModelTraceError('LOSS_NON_FINITE', `The mean loss of ${meanNllNats} nats has no finite perplexity`);
  }
  const squares = sum(losses, (loss) => (loss - tokenMean) ** 2);
  const wordPerplexity = Math.exp(nllNats / Math.max(1, words));
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
