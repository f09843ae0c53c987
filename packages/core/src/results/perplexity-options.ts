import { type Static, Type } from 'typebox';

export const PerplexityMode = Type.Union(
  [Type.Literal('model-trace'), Type.Literal('transformers-guide'), Type.Literal('lm-eval-rolling')],
  {
    description:
      'model-trace: each document in windows, every token weighs the same; transformers-guide: documents joined by blank lines, the loop of the Transformers guide on perplexity; lm-eval-rolling: loglikelihood_rolling of lm-evaluation-harness',
  },
);
export type PerplexityMode = Static<typeof PerplexityMode>;

export const BosPolicy = Type.Union([Type.Literal('tokenizer'), Type.Literal('always'), Type.Literal('never')], {
  description:
    'How a text begins. tokenizer: with the special tokens that the tokenizer adds by itself; always: with its BOS token and no other; never: with none',
});
export type BosPolicy = Static<typeof BosPolicy>;

/** How a perplexity is measured. Without any option: the fixed passage, as leaderboards show it. */
export const PerplexityOptions = Type.Object(
  {
    corpus: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'Id of a corpus that the operator registered; default the fixed passage',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: 'Only so many documents of it, from the start' }),
    ),
    mode: Type.Optional({ ...PerplexityMode, default: 'model-trace' } as typeof PerplexityMode),
    maxLength: Type.Optional(
      Type.Integer({
        minimum: 2,
        maximum: 2 ** 24,
        description: 'Tokens of a window; default the context length of the model',
      }),
    ),
    stride: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 2 ** 24,
        description: 'Tokens by which windows advance, at most maxLength; default maxLength: windows do not overlap',
      }),
    ),
    bos: Type.Optional({ ...BosPolicy, default: 'tokenizer' } as typeof BosPolicy),
    compareWithBase: Type.Optional(
      Type.Boolean({ description: 'Compare the predictions with those of `base` on the same tokens' }),
    ),
  },
  { additionalProperties: false },
);
export type PerplexityOptions = Static<typeof PerplexityOptions>;

/**
 * Whether the number is the one that leaderboards compare: the fixed passage with nothing else chosen. A comparison with
 * a base does not change it.
 */
export const isLeaderboardProtocol = (options: PerplexityOptions = {}): boolean =>
  Object.entries(options).every(([name, value]) => name === 'compareWithBase' || value === undefined);
