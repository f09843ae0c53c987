import { type Static, type TSchema, Type } from 'typebox';
import { AlignmentResult } from './alignment-result.ts';
import { DistanceResult } from './distance-result.ts';
import { ModelReference, Provenance } from './evaluation-result.ts';
import { LocalisedResult } from './localised-result.ts';
import { SimilarityResult } from './similarity-result.ts';
import { StatisticResult } from './statistic-result.ts';
import { TracedChoices } from './trace-choices.ts';
import { Verdict } from './verdict.ts';

const Nullable = <T extends TSchema>(schema: T, options: { description?: string } = {}) =>
  Type.Union([schema, Type.Null()], options);

export const TraceResult = Type.Object({
  model: Type.String(),
  commit: Nullable(Type.String()),
  base: Type.String(),
  baseCommit: Nullable(Type.String()),
  verdict: Nullable(Verdict, {
    description:
      'derived: one descends from the other, both from a third, or both were initialised alike (same seed or recipe); independent: no evidence of that was found; inconclusive: nothing could be decided; null: nothing was tested that gives a verdict, only distances or similarities',
  }),
  verdictRule: Type.String({ description: 'How the verdict follows from those of the statistics' }),
  statistics: Type.Array(StatisticResult),
  localised: Type.Optional(
    Type.Array(LocalisedResult, { description: 'Statistics of all pairs of blocks, when any was asked for' }),
  ),
  distances: Type.Optional(
    Type.Array(DistanceResult, { description: 'l2, cos, jsd, mode-connectivity, as far as they were asked for' }),
  ),
  similarities: Type.Optional(
    Type.Array(SimilarityResult, { description: 'qk, embedding, as far as they were asked for' }),
  ),
  alignment: Type.Optional(AlignmentResult),
  protocol: Type.Object({
    ...Provenance.properties,
    model: ModelReference,
    base: ModelReference,
    seed: Type.Integer({ description: 'Seed of the random token ids and of the order in which ties are broken' }),
    choices: Type.Optional(TracedChoices),
    vocabulary: Nullable(
      Type.Union(
        [
          Type.Literal('identical-tokenizer'),
          Type.Literal('same-tokens'),
          Type.Literal('size-only'),
          Type.Literal('token-file'),
          Type.Literal('shared-tokens'),
          Type.Literal('text'),
        ],
        {
          description:
            'How it was checked that a token means the same in both models: ids mean the same (identical-tokenizer, same-tokens, size-only), only tokens of equal text are used (shared-tokens), ids were given (token-file), a text is compared where both tokenizations end at the same character (text); null: no statistic needed it',
        },
      ),
    ),
    activations: Nullable(
      Type.Object({
        source: Type.String({ description: 'uniform: seeded random token ids; tokens: a file; text' }),
        seed: Nullable(Type.Integer()),
        sequences: Type.Integer(),
        tokens: Type.Integer(),
        sha256: Type.String({ description: 'SHA-256 of the token ids of the model as little-endian int32' }),
        baseSha256: Type.Optional(Type.String({ description: 'The same of the base, where its ids are others' })),
        sharedTokens: Type.Optional(
          Type.Integer({ description: 'Tokens of equal text, from which random ones were drawn' }),
        ),
        textSha256: Type.Optional(Type.String({ description: 'Of the text in UTF-8' })),
        positions: Type.Optional(
          Type.Integer({
            description:
              'Positions that are compared: those where both tokenizations end at the same character. They are chosen by the text and ' +
              'the tokenizers alone, so the null hypotheses stay as they are: given the input, units are exchangeable',
          }),
        ),
      }),
    ),
    outputs: Type.Optional(
      Type.Object(
        {
          source: Type.String({ description: 'passage: the fixed passage; tokens: a file' }),
          sequences: Type.Integer(),
          tokens: Type.Integer(),
          sha256: Type.String({ description: 'SHA-256 of the token ids as little-endian int32' }),
        },
        { description: 'Token ids whose prediction jsd and mode-connectivity look at' },
      ),
    ),
  }),
});
export type TraceResult = Static<typeof TraceResult>;
