import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface SeededRandom {
  /** Uniform integer in [0, bound), by rejection (no modulo bias). */
  int(bound: number): number;
  /** Uniform random permutation of 0..n-1 (Fisher-Yates). */
  permutation(n: number): Int32Array;
}

/**
 * xoroshiro128+ of pure-rand: the same seed and stream give the same numbers on every machine, whatever ran before.
 * @param stream  what the numbers are for, so that each use has its own: `seededRandom(7, 'csu', 3)`
 */
export function seededRandom(seed: number, ...stream: (string | number)[]): SeededRandom {
  const generator = xoroshiro128plus(fnv1a([seed, ...stream].join('/')));
  const int = (bound: number) => uniformInt(generator, 0, bound - 1);
  return {
    int,
    permutation(n) {
      const order = Int32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = int(i + 1);
        const held = order[i];
        order[i] = order[j];
        order[j] = held;
      }
      return order;
    },
  };
}

/** FNV-1a, 32 bits (draft-eastlake-fnv). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}
