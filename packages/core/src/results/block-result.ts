import { type Static, type TSchema, Type } from 'typebox';

const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Result rows stay below some 2 MB of JSON. */
export const maxListedUnits = 100_000;

export const BlockResult = Type.Object({
  block: Type.Integer({ description: 'Block of the model, from 0' }),
  baseBlock: Type.Integer({ description: 'Block of the base it was compared with' }),
  log10PValue: Type.Number(),
  rho: Type.Number({ description: 'Spearman correlation of the two rankings' }),
  units: Type.Integer({ description: 'Hidden units m that are compared' }),
  agreeing: Type.Integer({
    description:
      'K: units on which the two matchings agree (csu, csh: units that stand at the place of their partner, or at its rank among partners in a wider block)',
  }),
  copyOf: Type.Optional(
    Type.Integer({
      description:
        'Block of the model before it whose comparison this one repeats, as both models hold copies there: not counted in the combined p-value. Absent: counted',
    }),
  ),
  zeroUnits: Type.Optional(
    Type.Integer({
      description:
        'Hidden units left out because they or their partner are zero (padding, dead units): their places are no evidence. Absent: none',
    }),
  ),
  tieGap: Nullable(
    Type.Number({
      description:
        'Lower bound on how much worse, relative to the mean similarity of a matched pair, the second-best assignment is; near 0 the permutation may differ between implementations',
    }),
  ),
  matchings: Type.Optional(
    Type.Object(
      {
        first: Type.Array(Type.Integer(), {
          description:
            'For each unit of the base the unit of the model that it is matched with, by what the statistic looks at (match: gates, or incoming weights)',
        }),
        second: Nullable(
          Type.Array(Type.Integer(), {
            description:
              'match: the other matching (ups, or outgoing weights); null for csu and csh, which compare with the order itself',
          }),
        ),
      },
      { description: `There when it was asked for, for the first blocks up to ${maxListedUnits} units in all` },
    ),
  ),
});
export type BlockResult = Static<typeof BlockResult>;
