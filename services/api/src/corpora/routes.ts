import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { CorpusRegistry } from '@model-trace/core/corpora';
import { Type } from 'typebox';
import { problemResponses } from '../problems/problem-responses.ts';
import { Nullable } from '../validation/nullable.ts';

const Corpus = Type.Object(
  {
    id: Type.String({ description: 'What `perplexity.corpus` of a request may name' }),
    format: Type.Union([Type.Literal('text'), Type.Literal('jsonl')], {
      description: 'text: one document; jsonl: one in each line',
    }),
    field: Nullable(Type.String(), { description: 'Field of each line that holds the text; null for text' }),
    sha256: Type.String({ description: 'Of the file; another one is refused' }),
    sizeBytes: Nullable(Type.Integer(), { description: 'Of the file; null when it is not there' }),
    description: Nullable(Type.String()),
  },
  { title: 'Corpus' },
);

/** GET /v1/corpora: the texts that the operator registered beside the fixed passage. */
export const corpusRoutes: FastifyPluginAsyncTypebox<{ corpora: Pick<CorpusRegistry, 'list'> }> = async (
  app,
  { corpora },
) => {
  app.get(
    '/v1/corpora',
    {
      schema: {
        operationId: 'listCorpora',
        tags: ['tasks'],
        summary: 'Texts that a perplexity can be measured on',
        response: {
          200: Type.Object(
            { items: Type.Array(Corpus) },
            { title: 'CorpusList', description: 'All registered corpora' },
          ),
          ...problemResponses(),
        },
      },
    },
    async () => ({
      items: (await corpora.list()).map(({ id, format, field, sha256, sizeBytes, description }) => ({
        ...{ id, format, sha256, sizeBytes },
        field: format === 'jsonl' ? (field ?? 'text') : null,
        description: description ?? null,
      })),
    }),
  );
};
