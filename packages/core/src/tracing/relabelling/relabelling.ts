import type { ModelSpec } from '../../architectures/index.ts';
import type { SeededRandom } from '../seeded-random.ts';

/**
 * Other names for the coordinates of a model: what stands at new place k stood at old place order[k]. Null: as it is.
 * Applied to all parameters consistently it changes no output.
 */
export interface Relabelling {
  /** Coordinates of the residual stream, [hiddenSize]. */
  readonly residual: Int32Array | null;
  /** Hidden units of the MLP, by block, [units]; the same in all experts of a mixture. */
  readonly units: readonly (Int32Array | null)[];
}

/** Independent uniform permutations of the residual stream and of the hidden units of every block. */
export function randomRelabelling(spec: ModelSpec, random: SeededRandom): Relabelling {
  return {
    residual: random.permutation(spec.hiddenSize),
    units: spec.blocks.map(({ mlp }) => random.permutation(mlp.units)),
  };
}

/** First `inner`, then `outer`: new k = inner[outer[k]]. */
export function compose(inner: Relabelling, outer: Relabelling): Relabelling {
  const both = (a: Int32Array | null, b: Int32Array | null) =>
    a === null ? b : b === null ? a : b.map((place) => a[place]);
  return {
    residual: both(inner.residual, outer.residual),
    units: inner.units.map((order, block) => both(order, outer.units[block] ?? null)),
  };
}
