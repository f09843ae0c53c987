import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ModelTraceError } from '@model-trace/core/errors';
import type { Evaluation } from '@model-trace/core/storage';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { requireOwn } from '../auth/require-own.ts';
import {
  ConditionalHeaders,
  Etag,
  matches,
  NotModified,
  notModified,
  revalidate,
  tagged,
} from '../http/entity-tags.ts';
import { linkNextPage, PageOf, pageQuery } from '../http/page.ts';
import { limits } from '../limits.ts';
import { problemResponses } from '../problems/problem-responses.ts';
import { attemptsOf } from './attempts-of.ts';
import { cancelEvaluation } from './cancel-evaluation.ts';
import { cachedPace } from './estimate-start.ts';
import {
  EvaluationResource,
  EvaluationSummary,
  evaluationPath,
  evaluationTag,
  toEvaluationResource,
  toEvaluationSummary,
} from './evaluation-resource.ts';
import { exportRoutes } from './export-routes.ts';
import { hubTokenFrom } from './hub-token.ts';
import { filtersFrom, listFilters } from './list-query.ts';
import { placeInQueue } from './place-in-queue.ts';
import { deadlineFrom, RetryHeaders } from './request-headers.ts';
import { retryEvaluation } from './retry-evaluation.ts';
import { type EvaluationRouteOptions, submissionRoutes } from './submission-routes.ts';

const tags = ['evaluations'];
const params = Type.Object({
  id: Type.String({
    // Not `format: uuid`: that lets `urn:uuid:…` through, which PostgreSQL does not read.
    pattern: '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$',
    'x-rule': 'must be a UUID',
    description: 'The UUID that the submission answered with',
  }),
});
const EvaluationPage = PageOf(EvaluationSummary, 'EvaluationPage');
const RetryAfter = Type.Integer({ description: 'Seconds to wait before asking again' });

/** Submitting, reading and canceling evaluations. */
export const evaluationRoutes: FastifyPluginAsyncTypebox<EvaluationRouteOptions> = async (
  app,
  { store, queue, models, corpora, submissionLimits, secrets, policy, webhookSettings },
) => {
  const pace = cachedPace(store);
  const found = (evaluation: Evaluation | null, id: string): Evaluation => {
    if (evaluation === null) throw new ModelTraceError('NOT_FOUND', `There is no evaluation ${id}`);
    return evaluation;
  };
  const resource = async (evaluation: Evaluation, reply: FastifyReply): Promise<EvaluationResource> => {
    if (evaluation.finishedAt === null) reply.header('retry-after', limits.pollAfterSeconds);
    const [place, attempts] = await Promise.all([
      placeInQueue(evaluation, {
        pace,
        position: ({ id }) => store.queuePosition(id, { atMost: limits.queuePositionAtMost }),
      }),
      attemptsOf(evaluation, store),
    ]);
    return toEvaluationResource(evaluation, { place, attempts });
  };

  await app.register(exportRoutes, { store });
  await app.register(submissionRoutes, {
    store,
    queue,
    models,
    corpora,
    submissionLimits,
    secrets,
    policy,
    webhookSettings,
  });

  app.get(
    '/v1/evaluations',
    {
      ...tagged,
      schema: {
        operationId: 'listEvaluations',
        tags,
        summary: 'List evaluations, newest first',
        querystring: Type.Object({ ...listFilters, ...pageQuery }, { additionalProperties: false }),
        headers: ConditionalHeaders,
        response: {
          200: {
            ...EvaluationPage,
            description: 'A page',
            headers: { link: Type.String({ description: 'Next page, RFC 8288' }), etag: Etag },
          },
          304: NotModified,
          ...problemResponses(400, 503),
        },
      },
    },
    async (request, reply) => {
      const { limit = limits.defaultPageItems, cursor, ...query } = request.query;
      const wanted = { ...filtersFrom(query, request), cursor, limit, results: false };
      const { items, nextCursor } = await store.list(wanted);
      linkNextPage(request, reply, nextCursor);
      return { items: items.map(toEvaluationSummary), nextCursor };
    },
  );

  app.get(
    '/v1/evaluations/:id',
    {
      ...tagged,
      schema: {
        operationId: 'getEvaluation',
        tags,
        summary: 'Status, progress and result of an evaluation',
        params,
        headers: ConditionalHeaders,
        response: {
          200: {
            ...EvaluationResource,
            description: 'The evaluation',
            headers: {
              'retry-after': { ...RetryAfter, description: 'Present until the evaluation is finished' },
              etag: Etag,
            },
          },
          304: NotModified,
          ...problemResponses(404, 503),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      // Who has the result already costs one row, not the reading of the result.
      if (request.headers['if-none-match'] !== undefined) {
        const version = await store.version(id);
        const known = version && evaluationTag(id, version);
        if (known && matches(request, known)) {
          revalidate(reply);
          reply.header('etag', known);
          return reply.send(notModified(reply) as never);
        }
      }
      const evaluation = found(await store.get(id), id);
      const tag = evaluationTag(id, evaluation);
      if (tag !== null) reply.header('etag', tag);
      return resource(evaluation, reply);
    },
  );

  app.post(
    '/v1/evaluations/:id/cancel',
    {
      schema: {
        operationId: 'cancelEvaluation',
        tags,
        summary: 'Cancel an evaluation that is not finished',
        description: 'Takes no body. Canceling twice is not an error; canceling what succeeded or failed is.',
        params,
        response: {
          200: { ...EvaluationResource, description: 'The canceled evaluation' },
          ...problemResponses(400, 404, 409, 415, 503),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await requireOwn(request.apiKey, { id, get: store.get });
      const evaluation = await cancelEvaluation(id, { store, queue, log: request.log });
      return resource(found(evaluation, id), reply);
    },
  );

  app.post(
    '/v1/evaluations/:id/retry',
    {
      schema: {
        operationId: 'retryEvaluation',
        tags,
        summary: 'Queue an evaluation again that failed, was canceled or expired',
        description:
          'Takes no body. Its attempts go on counting, and it may be started as often as a new one. Its deadline is gone ' +
          'unless `Cancel-After` gives another, and so is a Hub token unless `X-Hub-Token` gives one.',
        params,
        headers: RetryHeaders,
        response: {
          202: {
            ...EvaluationResource,
            description: 'The evaluation, queued',
            headers: { location: Type.String({ format: 'uri-reference' }), 'retry-after': RetryAfter },
          },
          ...problemResponses(400, 404, 409, 415, 503),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await requireOwn(request.apiKey, { id, get: store.get });
      const deadlineAt = deadlineFrom(request.headers['cancel-after']);
      const hubToken = hubTokenFrom(request.headers['x-hub-token'], secrets);
      const evaluation = found(
        await retryEvaluation({ id, deadlineAt, hubToken }, { store, queue, log: request.log }),
        id,
      );
      reply.code(202).header('location', evaluationPath(id));
      return resource(evaluation, reply);
    },
  );
};
