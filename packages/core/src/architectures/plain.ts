import type { AttentionSpec, BlockSpec, HalfNorms, HeadSpec, ModelSpec, NormSpec } from './model-spec.ts';

/**
 * What most decoders have in common: an adapter spreads these and states only what is different, so that it reads as the
 * list of an architecture's peculiarities.
 */
export const plainAttention = {
  rotary: null,
  alibi: null,
  window: null,
  softCap: null,
  clip: null,
  queryNorm: null,
  keyNorm: null,
  sinks: null,
} as const satisfies Partial<AttentionSpec>;

export const plainBlock = {
  residual: 'sequential',
  residualFrom: 'stream',
  residualScale: 1,
} as const satisfies Partial<BlockSpec>;

export const plainEmbedding = {
  embeddingScale: 1,
  embeddingProjection: null,
  embeddingNorm: null,
  positionEmbedding: null,
} as const satisfies Partial<ModelSpec>;

export const plainHead = { bias: null, projection: null, scale: 1, softCap: null } as const satisfies Partial<HeadSpec>;

/** A norm before a half of a block and none elsewhere. */
export const preNorm = (input: NormSpec): HalfNorms => ({ input, output: null, sum: null });
