import type { BlockResult } from './result-types.ts';

export type Matchings = NonNullable<BlockResult['matchings']>;

export interface MatchingPoints {
  /** A place for each unit, [x, y], one behind the other. */
  agreeing: string;
  /** The others. */
  differing: string;
  onDiagonal: number;
  /** Units along each axis. */
  extent: number;
  /** Partners are among more units than were matched, and stand at their ranks. */
  isRanked: boolean;
}

/**
 * Where the units of a block stand: by two matchings (x: the first, y: the second), or by their own place against their partner's
 * where there is one matching only: its rank among all partners, which is its place where blocks are equally wide. That is what
 * rho and the count of those that agree are taken of. What lies on the diagonal agrees.
 * Two paths of points for SVG in a square of `extent`, y upwards: one element each, however many units there are.
 */
export function matchingPoints({ first, second }: Matchings): MatchingPoints {
  const [xs, ys] = second === null ? [first.map((_, unit) => unit), ranksOf(first)] : [first, second];
  const isRanked = second === null && ys.some((rank, unit) => rank !== first[unit]);
  const extent = 1 + Math.max(0, first.length - 1, xs.reduce(larger, 0), ys.reduce(larger, 0));
  const agreeing: string[] = [];
  const differing: string[] = [];
  for (const [unit, x] of xs.entries()) {
    const y = ys[unit];
    (x === y ? agreeing : differing).push(`M${x + 0.5} ${extent - y - 0.5}h0`);
  }
  return { agreeing: agreeing.join(''), differing: differing.join(''), onDiagonal: agreeing.length, extent, isRanked };
}

/** From 0; distinct numbers. */
function ranksOf(numbers: readonly number[]): number[] {
  const ranks = new Array<number>(numbers.length);
  const ascending = [...numbers.keys()].sort((i, j) => numbers[i] - numbers[j]);
  for (const [rank, index] of ascending.entries()) ranks[index] = rank;
  return ranks;
}

const larger = (a: number, b: number) => Math.max(a, b);

export interface MatchingAxes {
  x: string;
  y: string;
  /** What lies on the diagonal. */
  diagonal: string;
}

/** What the two axes of a statistic are. */
export function matchingAxes(
  { statistic, variant }: { statistic: string; variant: string },
  { isRanked }: Pick<MatchingPoints, 'isRanked'>,
): MatchingAxes {
  if (statistic === 'csu' || statistic === 'csh') {
    const by = statistic === 'csu' ? 'weights' : 'activations';
    if (isRanked) {
      const diagonal = 'the rank of the partner is the place of the unit';
      return { x: 'unit of the narrower block', y: `rank of its partner by ${by}`, diagonal };
    }
    return {
      x: 'unit of the base',
      y: `partner by ${by}`,
      diagonal: 'a unit is matched with the one at its own place',
    };
  }
  const diagonal = 'both matchings give the same partner';
  return variant === 'phi_MATCH'
    ? { x: 'partner by gates', y: 'partner by ups', diagonal }
    : { x: 'partner by incoming weights', y: 'partner by outgoing weights', diagonal };
}
