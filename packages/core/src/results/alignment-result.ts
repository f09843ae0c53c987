import { type Static, type TSchema, Type } from 'typebox';
import { DistanceResult } from './distance-result.ts';
import { StatisticResult } from './statistic-result.ts';

const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Align = Type.Union(
  [
    Type.Literal('none'),
    Type.Literal('units'),
    Type.Literal('residual'),
    Type.Literal('both'),
    Type.Literal('procrustes'),
  ],
  {
    description:
      'How the coordinates of the model are brought into the order of the base before csu, csh, l2, cos and mode-connectivity are taken again. units: hidden units by assignment; residual: the residual stream by assignment over the token embeddings; both: the stream, then the units; procrustes: the stream by a rotation, norms folded, then the units. Default none',
  },
);
export type Align = Static<typeof Align>;

const Stage = Type.Object({
  after: Type.Union([Type.Literal('residual'), Type.Literal('units')], {
    description: 'What is aligned by now; results before any alignment are those of the trace',
  }),
  statistics: Type.Array(StatisticResult, {
    description:
      'csu and csh after the stream alone is aligned: exact, since that looks at token embeddings and never at the order of hidden units. They take no part in the verdict of the trace',
  }),
  agreement: Type.Array(
    Type.Object({
      statistic: Type.Union([Type.Literal('csu'), Type.Literal('csh')]),
      agreeingFraction: Type.Number({ description: 'Share of units that are matched to the unit at their place' }),
      noPValue: Type.String({ description: 'Why there is none' }),
    }),
    { description: 'csu and csh after hidden units are aligned: likeness only' },
  ),
  distances: Type.Array(DistanceResult),
});

/** What alignment found, and the statistics after each of its steps. */
export const AlignmentResult = Type.Object({
  align: Align,
  residual: Nullable(
    Type.Union([
      Type.Object({
        kind: Type.Literal('permutation'),
        coordinates: Type.Integer(),
        moved: Type.Integer({ description: 'Coordinates that stood elsewhere' }),
        cosine: Type.Number({ description: 'Mean cosine of matched coordinates of the token embeddings' }),
        tieGap: Type.Number(),
      }),
      Type.Object({
        kind: Type.Literal('rotation'),
        coordinates: Type.Integer(),
        trace: Type.Number({ description: 'Trace of the rotation / coordinates: 1 where nothing is rotated' }),
      }),
    ]),
  ),
  units: Type.Array(
    Type.Object({
      block: Type.Integer(),
      baseBlock: Type.Integer(),
      units: Type.Integer(),
      moved: Type.Integer({ description: 'Hidden units that stood elsewhere' }),
      tieGap: Type.Number(),
    }),
  ),
  stages: Type.Array(Stage),
});
export type AlignmentResult = Static<typeof AlignmentResult>;
