import { type Static, type TSchema, Type } from 'typebox';

const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const BlockResult = Type.Object({
  block: Type.Integer({ description: 'Block of the model, from 0' }),
  baseBlock: Type.Integer({ description: 'Block of the base it was compared with' }),
  log10PValue: Type.Number(),
  rho: Type.Number({ description: 'Spearman correlation of the two rankings' }),
  units: Type.Integer({ description: 'Hidden units m' }),
  agreeing: Type.Integer({
    description:
      'K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block)',
  }),
  tieGap: Nullable(
    Type.Number({
      description:
        'Lower bound on how much worse, relative to the mean similarity of a matched pair, the second-best assignment is; near 0 the permutation may differ between implementations',
    }),
  ),
});
export type BlockResult = Static<typeof BlockResult>;
