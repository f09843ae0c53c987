import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { ApiStore } from '../api-store.ts';
import { acceptedFormat, announceExport } from '../export/export-format.ts';
import { limits } from '../limits.ts';
import { problemResponses } from '../problems/problem-responses.ts';
import { exportEvaluations } from './evaluation-export.ts';
import { filtersFrom, listFilters } from './list-query.ts';

/** GET /v1/evaluations:export: all evaluations, or those that filters leave, in one answer. */
export const exportRoutes: FastifyPluginAsyncTypebox<{ store: Pick<ApiStore, 'list'> }> = async (app, { store }) => {
  app.get(
    '/v1/evaluations::export',
    {
      config: { answerWithinMs: limits.exportTimeoutMs },
      schema: {
        operationId: 'exportEvaluations',
        tags: ['evaluations'],
        summary: 'All evaluations with their results, newest first',
        description:
          'Takes the filters of the list, and no pages: the answer is sent while it is read. JSON Lines has an `Evaluation` ' +
          'without its place in the queue and the history of its attempts in each line; CSV (RFC 4180) its numbers. An ' +
          'answer that ends without an error is complete.',
        querystring: Type.Object(
          {
            format: Type.Optional(
              Type.Union([Type.Literal('csv'), Type.Literal('jsonl')], {
                description: 'Wins over the header Accept; default jsonl',
              }),
            ),
            ...listFilters,
          },
          { additionalProperties: false },
        ),
        response: {
          200: {
            description: 'Every evaluation',
            content: {
              'application/jsonl': { schema: Type.String() },
              'text/csv': { schema: Type.String() },
            },
          },
          ...problemResponses(400, 503),
        },
      },
    },
    async (request, reply) => {
      const { format: asked, ...query } = request.query;
      const accepted = acceptedFormat(request.headers.accept);
      const format = asked ?? (accepted === 'json' ? 'jsonl' : accepted);
      const rows = await exportEvaluations(store, { ...filtersFrom(query, request), format });
      reply.header('vary', 'accept');
      announceExport(reply, { format, name: 'evaluations' });
      return reply.send(rows as never);
    },
  );
};
