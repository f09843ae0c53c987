import { type Static, type TSchema, Type } from 'typebox';

const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const Estimate = Type.Object({
  value: Type.Number(),
  standardError: Nullable(
    Type.Number({ description: 'Tokens taken as independent; null where it is not defined (one token, a zero)' }),
  ),
});

/** Percentiles are interpolated between neighbours, position fraction * (n - 1), as in NumPy and llama.cpp. */
const Spread = Type.Object({
  mean: Estimate,
  maximum: Type.Number(),
  p999: Type.Number({ description: '99.9 %' }),
  p99: Type.Number(),
  p95: Type.Number(),
  p90: Type.Number(),
  p75: Type.Number(),
  median: Type.Number(),
  p25: Type.Number(),
  p10: Type.Number(),
  p5: Type.Number(),
  p1: Type.Number(),
  p01: Type.Number({ description: '0.1 %' }),
  minimum: Type.Number(),
});
export type Spread = Static<typeof Spread>;

/**
 * The predictions of a model against those of its base on the same tokens, with the names and definitions of
 * `llama-perplexity --kl-divergence` (the base is what it calls base, the model Q); all scored tokens count, where
 * llama.cpp takes the second half of each window. Source: tools/perplexity/perplexity.cpp of ggml-org/llama.cpp
 */
export const PerplexityComparison = Type.Object({
  tokens: Type.Integer({ description: 'Scored tokens' }),
  ppl: {
    ...Estimate,
    description: 'Mean PPL(Q): exp of the mean loss of the model over these tokens',
  } as typeof Estimate,
  pplBase: { ...Estimate, description: 'Mean PPL(base)' } as typeof Estimate,
  lnPplCorrelation: Nullable(
    Type.Number({ description: 'Cor(ln(PPL(Q)), ln(PPL(base))): Pearson correlation of the losses of the tokens' }),
  ),
  lnPplRatio: { ...Estimate, description: 'Mean ln(PPL(Q)/PPL(base))' } as typeof Estimate,
  pplRatio: { ...Estimate, description: 'Mean PPL(Q)/PPL(base)' } as typeof Estimate,
  pplDifference: { ...Estimate, description: 'Mean PPL(Q)-PPL(base)' } as typeof Estimate,
  kld: {
    ...Spread,
    description: 'KLD: KL(base || Q) of the distributions over the next token, nats. Rounding may leave -1e-7',
  } as typeof Spread,
  jsd: {
    ...Spread,
    description: 'Jensen-Shannon divergence of the two distributions, nats, at most ln 2 (not in llama.cpp)',
  } as typeof Spread,
  deltaP: {
    ...Spread,
    description: 'Δp: change of the probability of the token that came, model minus base; llama.cpp prints percent',
  } as typeof Spread,
  deltaPRms: { ...Estimate, description: 'RMS Δp' } as typeof Estimate,
  sameTop: {
    ...Estimate,
    description: 'Same top p: share of positions where both give the same token the largest probability',
  } as typeof Estimate,
});
export type PerplexityComparison = Static<typeof PerplexityComparison>;
