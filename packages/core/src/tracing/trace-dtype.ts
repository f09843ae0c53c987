import type { ModelSpec } from '../architectures/index.ts';
import { deviceFor, type Provider } from '../engine/index.ts';
import type { Provenance } from '../results/index.ts';
import { isComparedInFloat32 } from './match-units.ts';
import type { TracedModel } from './traced-model.ts';

/**
 * Multiplications of a forward pass up to which it is float64, so that an assignment does not depend on the order of additions:
 * 5 s for two models on two cores. GPT-2 small on 4,096 tokens has five times as many, and takes half a minute in float64.
 */
const float64Multiplications = 2 ** 36;

type Models = { readonly model: TracedModel; readonly base: TracedModel };
type Sequences = { readonly model: readonly Int32Array[]; readonly base: readonly Int32Array[] };

/** What both models' activations are computed in: one format for both, by the larger pass. */
export function activationDtype(models: Models, sequences: Sequences): 'float32' | 'float64' {
  const sides = ['model', 'base'] as const;
  const largest = Math.max(
    ...sides.map((side) => tokensOf(sequences[side]) * multiplicationsPerToken(models[side].spec)),
  );
  return largest > float64Multiplications ? 'float32' : 'float64';
}

/** The sequences of each side of an input. */
export function sequencesOf(input: Readonly<Record<keyof Sequences, { sequences: readonly Int32Array[] }>>): Sequences {
  return { model: input.model.sequences, base: input.base.sequences };
}

const tokensOf = (sequences: readonly Int32Array[]) => sequences.reduce((sum, { length }) => sum + length, 0);

/** Of the matrices of all blocks: four of the attention, those of the MLP. */
function multiplicationsPerToken({ hiddenSize: d, blocks }: ModelSpec): number {
  return blocks.reduce((sum, { mlp }) => {
    const units = mlp.kind === 'experts' ? mlp.experts.length * d : mlp.units; // experts have no stated width
    return sum + 4 * d * d + (mlp.kind === 'plain' ? 2 : 3) * units * d;
  }, 0);
}

/** What a protocol states of the numbers of one comparison or many. */
export type StatedPrecision = Pick<Provenance, 'provider' | 'computeDtype'>;

/** The number format of a trace as its protocol states it; `sequences` null where no activations are computed. */
export function tracePrecision(
  models: Models,
  { sequences, provider }: { sequences: Sequences | null; provider: Provider },
): StatedPrecision {
  const { hiddenSize, blocks } = models.model.spec;
  const width = Math.max(hiddenSize, sequences === null ? 0 : tokensOf(sequences.model));
  const isLarge = blocks.some(({ mlp }) => mlp.kind !== 'experts' && isComparedInFloat32(mlp.units, width));
  const dtype = sequences === null ? 'float64' : activationDtype(models, sequences);
  return {
    provider: deviceFor({ provider, computeDtype: dtype }).provider,
    computeDtype: isLarge || dtype === 'float32' ? narrow : wide,
  };
}

/** Of MLPs of so many units, each described by `width` numbers; compared on the CPU, whatever runs models. */
export function comparisonPrecision(units: number, width: number): StatedPrecision {
  return { provider: 'cpu', computeDtype: isComparedInFloat32(units, width) ? narrow : wide };
}

/** Of several comparisons under one protocol: it does not claim what one of them was not. */
export function overallPrecision(each: readonly StatedPrecision[]): StatedPrecision {
  return {
    provider: each.find(({ provider }) => provider !== 'cpu')?.provider ?? 'cpu',
    computeDtype: each.some(({ computeDtype }) => computeDtype !== wide) ? narrow : wide,
  };
}

const wide = 'float64';
const narrow = 'float64, large products float32';
