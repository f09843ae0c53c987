import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Verdict } from '@model-trace/core/results';
import { Type } from 'typebox';
import type { ApiStore } from '../api-store.ts';
import { ConditionalHeaders, Etag, NotModified, tagged } from '../http/entity-tags.ts';
import { linkNextPage, pageQuery } from '../http/page.ts';
import { limits } from '../limits.ts';
import { problemResponses } from '../problems/problem-responses.ts';
import { Text } from '../validation/text.ts';
import { lineageDot } from './lineage-dot.ts';
import { LineageGraph, toLineageGraph } from './lineage-graph.ts';

const querystring = Type.Object(
  {
    model: Type.Optional(
      Text({ maxLength: 512, description: 'Only edges within `steps` of this model, at any of its commits' }),
    ),
    steps: Type.Optional(
      Type.Integer({ minimum: 1, maximum: limits.lineageSteps, default: 1, description: '1: edges of `model` itself' }),
    ),
    verdict: Type.Optional(
      Type.Union([...Verdict.anyOf, Type.Literal('any')], {
        default: 'derived',
        description:
          'Only pairs with this verdict; any: every pair that was traced. Of scans, and of traces of fewer than the default statistics, only `derived` ones are edges',
      }),
    ),
    maxLog10P: Type.Optional(
      Type.Number({
        maximum: 0,
        description:
          'Only edges with a statistic whose log10 p is at most this; of several statistics the smallest counts',
        examples: [-12],
      }),
    ),
    format: Type.Optional(
      Type.Union([Type.Literal('json'), Type.Literal('dot')], { description: 'Wins over the header Accept' }),
    ),
    ...pageQuery,
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: limits.lineageEdges,
        description: 'Edges per page',
        default: limits.pageItems,
      }),
    ),
  },
  { additionalProperties: false },
);

/** GET /v1/lineage: which models descend from one another, as far as traces say. */
export const lineageRoutes: FastifyPluginAsyncTypebox<{ store: ApiStore }> = async (app, { store }) => {
  app.get(
    '/v1/lineage',
    {
      ...tagged,
      schema: {
        operationId: 'getLineage',
        tags: ['leaderboard'],
        summary: 'The graph of related models with the evidence of each edge',
        description:
          'An edge for each pair of models that was traced by the default statistics, the newest trace of each, one of further ' +
          'statistics before others; by default of those with the verdict `derived`, which says that one descends from the other, both ' +
          'from a third, or that both were initialised alike (same seed or recipe); one for each pair that a trace of fewer of them says is ' +
          '`derived`, which the others could not take away; and one for each base that the newest scan of a model found it derived from, by p-values corrected for the ' +
          'bases tested, where the two were not traced at these commits. Its direction is left undecided: every statistic is symmetric in the two models, and neither which of ' +
          'them was submitted as the base nor `base_model` of a model card is evidence. Evidence would be, for example, that ' +
          'the weights of one are those of the other rounded to fewer bits, or the mean of two others. JSON or, by ' +
          '`format=dot` or `Accept: text/vnd.graphviz`, the DOT language. Models without an edge are on the leaderboard.',
        querystring,
        headers: ConditionalHeaders,
        response: {
          200: {
            description: 'A page of edges with the models at their ends',
            headers: { link: Type.String({ description: 'Next page, RFC 8288' }), etag: Etag },
            content: {
              'application/json': { schema: LineageGraph },
              'text/vnd.graphviz': { schema: Type.String() },
            },
          },
          304: NotModified,
          ...problemResponses(400, 503),
        },
      },
    },
    async (request, reply) => {
      const { format = acceptedFormat(request.headers.accept), verdict = 'derived', limit, ...query } = request.query;
      const page = await store.lineage({
        ...query,
        verdict: verdict === 'any' ? undefined : verdict,
        limit: limit ?? limits.pageItems,
      });
      reply.header('vary', 'accept');
      linkNextPage(request, reply, page.nextCursor);
      const graph = toLineageGraph(page);
      if (format === 'dot') return reply.type('text/vnd.graphviz; charset=utf-8').send(lineageDot(graph) as never);
      return reply.type('application/json; charset=utf-8').send(graph);
    },
  );
};

/** DOT where it is named, at a weight not below that of JSON. */
function acceptedFormat(accept = ''): 'json' | 'dot' {
  const weight = (type: string) => {
    const range = accept.split(',').find((each) => each.trim().toLowerCase().startsWith(type));
    return range === undefined ? 0 : Number(/;\s*q=([\d.]+)/.exec(range)?.[1] ?? 1);
  };
  const dot = weight('text/vnd.graphviz');
  return dot > 0 && dot >= weight('application/json') ? 'dot' : 'json';
}
