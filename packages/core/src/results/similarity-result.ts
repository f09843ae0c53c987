import { type Static, Type } from 'typebox';

const tokens = {
  tokens: Type.Integer({ description: 'Tokens that both vocabularies have' }),
  tokensBy: Type.Union([Type.Literal('text'), Type.Literal('id')], {
    description: 'How they were found: by their texts in both tokenizers, or by their ids where not both have one',
  }),
};

const EmbeddingSimilarity = Type.Object({
  statistic: Type.Literal('embedding'),
  value: Type.Number({
    description:
      'Linear CKA of the token embeddings over shared tokens, with the unbiased HSIC: 1 when one is a rotation of the other. Independent models of one tokenizer can come near 1',
  }),
  ...tokens,
});

const HeadSimilarity = Type.Object({
  statistic: Type.Literal('qk'),
  value: Type.Number({ description: 'Mean cosine of the scores of matched heads' }),
  others: Type.Number({
    description:
      'Mean cosine of heads of one block that are not matched. Assignment takes the largest cosines, so matched heads exceed it between independent models too',
  }),
  ...tokens,
  blocks: Type.Array(
    Type.Object({
      block: Type.Integer(),
      baseBlock: Type.Integer(),
      matching: Type.Array(Type.Union([Type.Integer(), Type.Null()]), {
        description: 'Head of the model that is matched to each head of the base; null: none',
      }),
      similarities: Type.Array(Type.Number(), { description: 'Cosine of each matched pair, by head of the base' }),
      others: Type.Number({ description: 'Mean cosine of pairs that are not matched' }),
    }),
  ),
});

/** Likeness without a null hypothesis: neither a p-value nor a verdict belongs to it. */
export const SimilarityResult = Type.Union([EmbeddingSimilarity, HeadSimilarity]);
export type SimilarityResult = Static<typeof SimilarityResult>;
