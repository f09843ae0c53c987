import type { BlockPair } from '../block-pair.ts';
import { seededRandom } from '../seeded-random.ts';

/** Two neighbouring pairs of a trace, whose blocks are compared crosswise. */
export type Couple = readonly [BlockPair, BlockPair];

/**
 * Which blocks serve as negative controls: neighbouring pairs of a trace (first and second, third and fourth, ...) compared
 * crosswise, base block of one with model block of the other. At most `count` comparisons: couples are drawn at random.
 *
 * Neighbours, because they share most of their residual stream and are so the hardest controls, and because only one couple
 * has to be remembered while two models run block by block.
 * @param pairs  one to one
 */
export function planControls(pairs: readonly BlockPair[], { seed, count }: { seed: number; count: number }): Couple[] {
  const inOrder = pairs.toSorted((p, q) => p.baseBlock - q.baseBlock);
  const couples = Array.from(
    { length: Math.floor(inOrder.length / 2) },
    (_, i): Couple => [inOrder[2 * i], inOrder[2 * i + 1]],
  );
  const wanted = Math.ceil(Math.min(couples.length, count / 2));
  const drawn = seededRandom(seed, 'controls').permutation(couples.length).subarray(0, wanted).sort();
  return Array.from(drawn, (i) => couples[i]);
}

/** The comparisons of a couple. */
export const crosswise = ([first, second]: Couple): [BlockPair, BlockPair] => [
  { baseBlock: first.baseBlock, block: second.block },
  { baseBlock: second.baseBlock, block: first.block },
];
