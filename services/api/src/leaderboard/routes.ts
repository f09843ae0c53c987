import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type RankedTaskId, Verdict, WeightType } from '@model-trace/core/results';
import { Type } from 'typebox';
import type { ApiStore } from '../api-store.ts';
import { acceptedFormat, announceExport } from '../export/export-format.ts';
import { ConditionalHeaders, Etag, NotModified, tagged } from '../http/entity-tags.ts';
import { linkNextPage, PageOf, pageQuery } from '../http/page.ts';
import { limits } from '../limits.ts';
import { problemResponses } from '../problems/problem-responses.ts';
import { Text } from '../validation/text.ts';
import { exportLeaderboard } from './export-leaderboard.ts';
import { LeaderboardEntry, taskDefinitions, toLeaderboardEntry } from './leaderboard-entry.ts';

const sortKeys = [...taskDefinitions.map(({ id }) => id), 'model', 'parameters', 'submittedAt'] as const;
const Sort = Type.Unsafe<RankedTaskId | 'model' | 'parameters' | 'submittedAt'>(
  Type.Union(
    sortKeys.map((key) => Type.Literal(key)),
    { description: 'A task sorts by its metric; rows without a value come last', default: 'perplexity' },
  ),
);

const querystring = Type.Object(
  {
    sort: Type.Optional(Sort),
    order: Type.Optional(
      Type.Union([Type.Literal('asc'), Type.Literal('desc')], {
        description: 'Default asc; desc for parameters and submittedAt',
      }),
    ),
    search: Type.Optional(Text({ maxLength: 512, description: 'Part of the model id, any case' })),
    model: Type.Optional(Text({ maxLength: 512, description: 'Exactly this model id' })),
    architecture: Type.Optional(Text({ description: 'model_type of config.json', examples: ['gpt2'] })),
    dtype: Type.Optional(Text({ description: 'Number format of the weights', examples: ['BF16'] })),
    license: Type.Optional(Text({ description: 'As the model card names it', examples: ['apache-2.0'] })),
    verdict: Type.Optional(Verdict),
    weightType: Type.Optional(WeightType),
    parametersFrom: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 2 ** 53 - 1, description: 'Models with so many parameters or more' }),
    ),
    parametersBelow: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 2 ** 53 - 1, description: 'Models with fewer parameters' }),
    ),
    format: Type.Optional(
      Type.Union([Type.Literal('json'), Type.Literal('csv'), Type.Literal('jsonl')], {
        description: 'Wins over the header Accept',
      }),
    ),
    ...pageQuery,
  },
  { additionalProperties: false },
);
const Page = PageOf(LeaderboardEntry, 'LeaderboardPage');

/** GET /v1/leaderboard: the newest result of each model, as JSON pages or one table. */
export const leaderboardRoutes: FastifyPluginAsyncTypebox<{ store: ApiStore }> = async (app, { store }) => {
  app.get(
    '/v1/leaderboard',
    {
      ...tagged,
      config: { answerWithinMs: limits.exportTimeoutMs },
      schema: {
        operationId: 'getLeaderboard',
        tags: ['leaderboard'],
        summary: 'Models with their perplexity and tracing p-value',
        description:
          'One row for each model at a commit against a base at a commit: its newest result. JSON comes in pages, with an ETag; CSV ' +
          '(`format=csv` or `Accept: text/csv`) and JSON Lines (`jsonl`) come whole unless `limit` is given.',
        querystring,
        headers: ConditionalHeaders,
        response: {
          200: {
            description: 'A page, or the whole table as CSV (RFC 4180) or JSON Lines',
            headers: { link: Type.String({ description: 'Next page, RFC 8288' }), etag: Etag },
            content: {
              'application/json': { schema: Page },
              'text/csv': { schema: Type.String() },
              'application/jsonl': { schema: Type.String() },
            },
          },
          304: NotModified,
          ...problemResponses(400, 503),
        },
      },
    },
    async (request, reply) => {
      const { format = acceptedFormat(request.headers.accept), limit, ...query } = request.query;
      const { sort = 'perplexity' } = query;
      const { order = sort === 'parameters' || sort === 'submittedAt' ? 'desc' : 'asc' } = query;
      const filters = { ...query, sort, order };
      reply.header('vary', 'accept');
      if (format !== 'json') {
        const rows = await exportLeaderboard(store, { ...filters, format, limit });
        announceExport(reply, { format, name: 'leaderboard' });
        return reply.send(rows as never);
      }
      const page = await store.leaderboard({ ...filters, limit: limit ?? limits.defaultPageItems });
      linkNextPage(request, reply, page.nextCursor);
      return reply
        .type('application/json; charset=utf-8')
        .send({ items: page.items.map(toLeaderboardEntry), nextCursor: page.nextCursor });
    },
  );
};
