import { type Static, Type } from 'typebox';

/** More would only tell smaller p-values from each other; the exact tests (csu, csh) have no floor. */
export const maxPermutations = 999;

/** What random relabellings of the model say about a statistic. */
export const PermutationTest = Type.Union([
  Type.Object({
    testable: Type.Literal(true),
    permutations: Type.Integer({ description: 'T: random relabellings drawn' }),
    asExtreme: Type.Integer({
      description: 'k: draws at least as extreme as the two models themselves, ties included',
    }),
    pValue: Type.Number({ description: '(1 + k) / (T + 1): never below 1 / (T + 1)' }),
    sided: Type.Union([Type.Literal('one'), Type.Literal('two')]),
    direction: Type.String({ description: 'What a small p-value means' }),
    relabelled: Type.String({ description: 'What the draws permute' }),
    null: Type.String({ description: 'The null hypothesis in words' }),
  }),
  Type.Object({
    testable: Type.Literal(false),
    reason: Type.String({ description: 'Why no p-value would mean anything' }),
  }),
]);
export type PermutationTest = Static<typeof PermutationTest>;
