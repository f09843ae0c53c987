import { type Static, Type } from 'typebox';
import { PermutationTest } from './permutation-test.ts';

const test = Type.Optional(PermutationTest);

/** Over all parameters of both models, each shared tensor once. */
const ParameterDistance = Type.Object({
  statistic: Type.Union([Type.Literal('l2'), Type.Literal('cos')]),
  value: Type.Number({ description: 'l2: Euclidean distance of the parameter vectors; cos: their cosine' }),
  relative: Type.Optional(Type.Number({ description: 'l2: value / norm of the base' })),
  meanTensorDistance: Type.Optional(
    Type.Number({
      description: 'l2: mean over tensors of their Euclidean distances, as the reference code computes it',
    }),
  ),
  parameters: Type.Integer({ description: 'Elements of each model that were compared' }),
  tensors: Type.Integer(),
  leftOut: Type.Array(Type.String(), {
    description: 'Matrices of the vocabulary that were not compared: the models have different numbers of tokens',
  }),
  permutationTest: test,
});

const OutputDistance = Type.Object({
  statistic: Type.Literal('jsd'),
  value: Type.Number({
    description: 'Mean Jensen-Shannon divergence of the distributions over the next token, nats: 0 to ln 2',
  }),
  largest: Type.Number({ description: 'At the token where it is largest, nats' }),
  sameTop: Type.Number({ description: 'Share of tokens at which both models find the same token most probable' }),
  tokens: Type.Integer({ description: 'Tokens that were predicted' }),
  permutationTest: test,
});

const PathDistance = Type.Object({
  statistic: Type.Literal('mode-connectivity'),
  value: Type.Number({
    description: 'Loss of the model half way minus the mean loss of both ends, nats per token: what the test is about',
  }),
  barrier: Type.Number({
    description: 'Largest excess of the loss over the line between the losses of both ends, nats per token',
  }),
  curve: Type.Array(Type.Object({ share: Type.Number(), lossNats: Type.Number() }), {
    description: 'Mean loss of (1 - share) base + share model',
  }),
  tokens: Type.Integer({ description: 'Tokens that were predicted' }),
  permutationTest: test,
});

/** How far two models are from each other as a whole. No verdict follows from it. */
export const DistanceResult = Type.Union([ParameterDistance, OutputDistance, PathDistance]);
export type DistanceResult = Static<typeof DistanceResult>;
