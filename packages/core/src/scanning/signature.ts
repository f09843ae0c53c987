import { denseMlp } from '../tracing/dense-mlp.ts';
import type { UnitFeatures } from '../tracing/match-units.ts';
import { incomingWeights } from '../tracing/mlp-weights.ts';
import type { TracedModel } from '../tracing/traced-model.ts';
import { signatureFeatures } from './signature-features.ts';

export interface SignatureBlock {
  block: number;
  /** Hidden units of the block, of which the features hold some. */
  units: number;
  features: UnitFeatures;
}

/** What a scan needs of a base: three blocks' units, small enough to keep of many models. */
export interface Signature {
  architecture: string;
  hiddenSize: number;
  /** Blocks of the model. */
  depth: number;
  blocks: SignatureBlock[];
}

/** First, middle and last: a model whose blocks were pruned or repeated seldom loses both ends. */
export function signatureBlocks(depth: number): number[] {
  return [...new Set([0, depth >> 1, depth - 1])];
}

/** Reads the up projections of three blocks and nothing else. @throws TRACE_MLP_UNSUPPORTED, and what reading throws */
export async function makeSignature(model: TracedModel): Promise<Signature> {
  const { modelType, hiddenSize, blocks } = model.spec;
  const chosen = signatureBlocks(blocks.length);
  for (const block of chosen) denseMlp(model.spec, block);
  return {
    ...{ architecture: modelType, hiddenSize, depth: blocks.length },
    blocks: await Promise.all(chosen.map((block) => signatureBlock(model, block))),
  };
}

export async function signatureBlock(model: TracedModel, block: number): Promise<SignatureBlock> {
  const weights = await incomingWeights(model, block);
  return { block, units: weights.units, features: await signatureFeatures(weights) };
}
