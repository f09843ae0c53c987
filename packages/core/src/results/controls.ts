import { type Static, Type } from 'typebox';
import { BlockResult } from './block-result.ts';

/** What a statistic says of blocks that have no reason to be related: negative controls of this pair of models. */
export const Controls = Type.Object(
  {
    pairs: Type.Array(BlockResult, {
      description: 'Pairs of different blocks. `units`: hidden units that were drawn and matched, not all of the block',
    }),
    medianLog10PValue: Type.Number({ description: 'About -0.3 where the p-values mean what they say' }),
    medianAgreeingFraction: Type.Optional(
      Type.Number({ description: 'Agreeing of the units drawn, about 1 / units where blocks are unrelated' }),
    ),
    areSmall: Type.Boolean({
      description:
        'At least half of them have log10 p < -2: then the statistic shows something else than descent, and does not say derived',
    }),
    rule: Type.String({ description: 'Which pairs these are and what they decide, in words' }),
  },
  { description: 'Absent when none were asked for, or when there is one block only' },
);
export type Controls = Static<typeof Controls>;

/** Of csu-all and match-all: all pairs of a block with another than its likely source, which stand among the pairs. */
export const OtherPairs = Type.Omit(Controls, ['pairs'], {
  description: 'Absent when there is one block of the base only',
});
export type OtherPairs = Static<typeof OtherPairs>;
