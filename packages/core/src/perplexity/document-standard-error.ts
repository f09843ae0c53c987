/** Sum of the losses of a document and how many they are. */
export interface DocumentLoss {
  readonly nllNats: number;
  readonly scoredTokens: number;
}

/**
 * Standard error of the mean loss per token when documents are independent and tokens within one are not:
 * sqrt(D / (D - 1) * sum_d (nll_d - mean n_d)^2) / sum_d n_d, the linearised ratio estimator.
 * @returns null for fewer than two documents with a scored token
 * Source: Cochran, Sampling Techniques, 3rd edition, section 6.3
 */
export function documentStandardError(documents: readonly DocumentLoss[]): number | null {
  const scored = documents.filter(({ scoredTokens }) => scoredTokens > 0);
  if (scored.length < 2) return null;
  const tokens = scored.reduce((sum, { scoredTokens }) => sum + scoredTokens, 0);
  const mean = scored.reduce((sum, { nllNats }) => sum + nllNats, 0) / tokens;
  const squares = scored.reduce((sum, { nllNats, scoredTokens }) => sum + (nllNats - mean * scoredTokens) ** 2, 0);
  return Math.sqrt((scored.length / (scored.length - 1)) * squares) / tokens;
}
