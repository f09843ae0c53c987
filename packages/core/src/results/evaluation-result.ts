import { type Static, Type } from 'typebox';
import { PerplexityComparison } from './perplexity-comparison.ts';
import { BosPolicy, PerplexityMode } from './perplexity-options.ts';

const Nullable = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const files = Type.Record(Type.String(), Type.Object({ sizeBytes: Type.Integer(), sha256: Nullable(Type.String()) }), {
  description: 'Config, tokenizer and weight files that were read. SHA-256 of the whole file where known',
});

/** Which files a number came from and what they are. */
export const ModelReference = Type.Object({
  id: Type.String({ description: 'Hub id or directory, as submitted' }),
  revision: Nullable(Type.String({ description: 'Branch, tag or hash that was asked for' })),
  commit: Nullable(Type.String({ description: 'Commit hash the revision resolved to; null for a directory' })),
  access: Type.Optional(
    Type.Union([Type.Literal('directory'), Type.Literal('cache'), Type.Literal('stream')], {
      description:
        'How files were read. cache: whole, verified by their hash; stream: by HTTP ranges pinned to the commit, of which large files cannot be verified; directory: as they lie there',
    }),
  ),
  architecture: Type.String({ description: 'model_type of config.json' }),
  parameters: Type.Integer({ description: 'Stored floating-point elements' }),
  dtype: Type.String({ description: 'Number format most weights are stored in' }),
  files,
  weightType: Type.Optional(
    Type.Union([Type.Literal('original'), Type.Literal('adapter'), Type.Literal('delta')], {
      description: 'What the files are; absent in results of versions that knew whole models only',
    }),
  ),
  license: Type.Optional(
    Nullable(
      Type.String({
        description:
          'As the model card states it at this commit; null: none is stated, or the card could not be read. Absent in results of versions that did not look',
      }),
    ),
  ),
  weightsBase: Type.Optional(
    Type.Object(
      {
        id: Type.String(),
        revision: Nullable(Type.String()),
        commit: Nullable(Type.String()),
        dtype: Type.String(),
        files,
      },
      { description: 'The model that an adapter or delta was put over' },
    ),
  ),
});
export type ModelReference = Static<typeof ModelReference>;

/** What produced a number, enough to repeat it. */
export const Provenance = Type.Object({
  method: Type.String(),
  methodVersion: Type.Integer({ description: 'Raised whenever the same input could give another number' }),
  codeCommit: Nullable(Type.String()),
  engine: Type.String({ description: 'Library and version that multiplies the matrices' }),
  provider: Type.String({ description: 'Execution provider: cpu, cuda, webgpu' }),
  computeDtype: Type.String(),
});
export type Provenance = Static<typeof Provenance>;

/** Result rows stay below some 2 MB of JSON; more losses go to a file of their own (`perplexity --losses`). */
export const maxListedTokens = 8192;
export const maxListedDocuments = 4096;

export const PerplexityResult = Type.Object({
  model: Type.String(),
  commit: Nullable(Type.String()),
  perplexity: Type.Number({ description: 'exp(meanNllNats)' }),
  nllNats: Type.Number({ description: 'Sum of negative log-likelihoods over scored tokens, nats' }),
  meanNllNats: Type.Number({
    description: 'nllNats / scoredTokens, or guideNllNats / guideTokens where there are any',
  }),
  standardErrorNats: Nullable(
    Type.Number({ description: 'Standard error of meanNllNats, tokens taken as independent' }),
  ),
  documentStandardErrorNats: Type.Optional(
    Nullable(
      Type.Number({
        description:
          'Standard error of meanNllNats with documents, not tokens, taken as independent (linearised ratio estimator); null for one document',
      }),
    ),
  ),
  guideNllNats: Type.Optional(
    Type.Number({
      description:
        'Mode transformers-guide: its nll_sum, in which the mean loss of each window counts trg_len - 1 times (a mean over trg_len tokens where windows overlap)',
    }),
  ),
  guideTokens: Type.Optional(Type.Integer({ description: 'Mode transformers-guide: its n_tokens' })),
  scoredTokens: Type.Integer(),
  bitsPerByte: Type.Number({ description: 'nllNats / (ln 2 * UTF-8 bytes of the text)' }),
  bytePerplexity: Type.Number({ description: 'exp(nllNats / UTF-8 bytes)' }),
  wordPerplexity: Nullable(
    Type.Number({
      description: 'exp(nllNats / whitespace-separated words); null above what a double holds (scripts without spaces)',
    }),
  ),
  tokens: Type.Array(
    Type.Object({
      id: Type.Integer(),
      text: Type.String(),
      nllNats: Nullable(Type.Number({ description: 'null: not scored' })),
      rank: Type.Optional(
        Nullable(
          Type.Integer({
            minimum: 1,
            description:
              '1 + the number of tokens of the vocabulary with a strictly greater logit; logits within the rounding of the computation are equal. null: not scored; absent in results of versions that knew no ranks',
          }),
        ),
      ),
    }),
    {
      description: `Tokens of the documents in order; empty when there are more than ${maxListedTokens} (protocol.tokenizer.tokens says how many)`,
    },
  ),
  documents: Type.Optional(
    Type.Array(
      Type.Object({
        tokens: Type.Integer(),
        scoredTokens: Type.Integer(),
        nllNats: Type.Number(),
        sizeBytes: Type.Integer(),
        words: Type.Integer(),
      }),
      {
        description: `Documents in order; empty when there are more than ${maxListedDocuments} (protocol.text.documents says how many)`,
      },
    ),
  ),
  comparison: Type.Optional(
    Type.Object({
      base: Type.String(),
      baseCommit: Nullable(Type.String()),
      ...PerplexityComparison.properties,
      protocol: Type.Object({
        base: ModelReference,
        vocabulary: Type.Union([Type.Literal('identical-tokenizer'), Type.Literal('same-tokens')], {
          description: 'How it was checked that a token id means the same in both models',
        }),
      }),
    }),
  ),
  protocol: Type.Object({
    ...Provenance.properties,
    model: ModelReference,
    text: Type.Object({
      id: Type.String({ description: 'passage, the id of a registered corpus, or the name of a file' }),
      sha256: Type.String({ description: 'Of the text, or of the whole file of a corpus' }),
      sizeBytes: Type.Integer({ description: 'UTF-8 bytes of what was measured' }),
      words: Type.Integer(),
      documents: Type.Optional(Type.Integer({ description: 'Texts that no window reaches beyond' })),
      field: Type.Optional(Type.String({ description: 'Field of a JSONL file that held the text' })),
      limit: Type.Optional(Type.Integer({ description: 'Only so many documents from the start were taken' })),
    }),
    tokenizer: Type.Object({
      file: Type.String(),
      sha256: Type.String(),
      tokens: Type.Integer({ description: 'Token ids of the text, special tokens included' }),
      specialTokensAdded: Type.Array(Type.Integer(), { description: 'To each text, under the BOS policy' }),
    }),
    mode: Type.Optional(PerplexityMode),
    bos: Type.Optional(BosPolicy),
    prefixTokenId: Type.Optional(
      Nullable(
        Type.Integer({ description: 'Token that the first of a text is predicted from; null: it is not predicted' }),
      ),
    ),
    separator: Type.Optional(Type.String({ description: 'Between documents that were joined to one text' })),
    windowTokens: Type.Integer({ description: 'Context length of each window' }),
    strideTokens: Type.Integer({ description: 'Tokens by which windows advance' }),
    unscored: Type.String({ description: 'Which tokens of a window are not scored' }),
  }),
});
export type PerplexityResult = Static<typeof PerplexityResult>;
