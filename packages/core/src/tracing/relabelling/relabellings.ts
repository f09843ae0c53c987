import type { ModelSpec } from '../../architectures/index.ts';
import { seededRandom } from '../seeded-random.ts';
import type { Relabelling } from './relabelling.ts';

/** The draws of a permutation test: the same for every statistic of a trace, made when they are needed. */
export interface Relabellings {
  /** T. 0: no test was asked for. */
  readonly count: number;
  /** What is relabelled, in words. */
  readonly what: string;
  /** The draw as far as parameters of this block (null: outside of blocks) need it. */
  of(draw: number, block: number | null): Relabelling;
  whole(draw: number): Relabelling;
}

export interface RelabellingsOptions {
  spec: ModelSpec;
  seed: number;
  count: number;
  /** Whether the coordinates of the residual stream are relabelled too. */
  residual: boolean;
}

/**
 * Independent uniform permutations of the hidden units of every block and of the residual stream. A block's units are drawn
 * anew at each call, from the seed, the draw and the block: all draws of a large model would not fit in memory.
 */
export function seededRelabellings({ spec, seed, count, residual }: RelabellingsOptions): Relabellings {
  const streams = Array.from({ length: residual ? count : 0 }, (_, draw) =>
    seededRandom(seed, 'relabelling', draw).permutation(spec.hiddenSize),
  );
  const unitsOf = (draw: number, block: number) =>
    seededRandom(seed, 'relabelling', draw, block).permutation(spec.blocks[block].mlp.units);
  return {
    count,
    what: residual ? 'the hidden units of every block and the residual stream' : 'the hidden units of every block',
    of(draw, block) {
      const units: Int32Array[] = [];
      if (block !== null) units[block] = unitsOf(draw, block);
      return { residual: streams[draw] ?? null, units };
    },
    whole: (draw) => ({
      residual: streams[draw] ?? null,
      units: spec.blocks.map(({ index }) => unitsOf(draw, index)),
    }),
  };
}
