import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ModelTraceError } from '@model-trace/core/errors';
import { EvaluationStatus } from '@model-trace/core/results';
import type { Evaluation } from '@model-trace/core/storage';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { linkNextPage, PageOf, pageQuery } from '../http/page.ts';
import { limits } from '../limits.ts';
import { problemResponses } from '../problems/problem-responses.ts';
import { Text } from '../validation/text.ts';
import { cancelEvaluation } from './cancel-evaluation.ts';
import {
  EvaluationResource,
  EvaluationSummary,
  evaluationPath,
  toEvaluationResource,
  toEvaluationSummary,
} from './evaluation-resource.ts';
import { requestFrom, Submission } from './submission.ts';
import { type SubmissionDependencies, submitEvaluation } from './submit-evaluation.ts';

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
const Location = Type.String({ format: 'uri-reference', description: 'Path of the evaluation' });

/** Submitting, reading and canceling evaluations. */
export const evaluationRoutes: FastifyPluginAsyncTypebox<Omit<SubmissionDependencies, 'log'>> = async (
  app,
  { store, queue, models, corpora },
) => {
  const found = (evaluation: Evaluation | null, id: string): Evaluation => {
    if (evaluation === null) throw new ModelTraceError('NOT_FOUND', `There is no evaluation ${id}`);
    return evaluation;
  };
  const resource = async (evaluation: Evaluation, reply: FastifyReply): Promise<EvaluationResource> => {
    const queued = evaluation.status === 'queued';
    if (queued || evaluation.status === 'running') reply.header('retry-after', limits.pollAfterSeconds);
    return toEvaluationResource(evaluation, queued ? await store.queuePosition(evaluation.id) : null);
  };

  app.post(
    '/v1/evaluations',
    {
      schema: {
        operationId: 'submitEvaluation',
        tags,
        summary: 'Submit a model',
        description:
          'Resolves the model (and the base) to a commit, stores the request and queues it. A request that cannot ' +
          'succeed is refused here with its reason; when the Hub does not answer it is accepted and resolved later.',
        body: Submission,
        response: {
          202: {
            ...EvaluationResource,
            description: 'Accepted',
            headers: { location: Location, 'retry-after': RetryAfter },
          },
          ...problemResponses(400, 413, 415, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const evaluation = await submitEvaluation(requestFrom(request.body), {
        ...{ store, queue, models, corpora, log: request.log },
      });
      reply.code(202).header('location', evaluationPath(evaluation.id));
      return resource(evaluation, reply);
    },
  );

  app.get(
    '/v1/evaluations',
    {
      schema: {
        operationId: 'listEvaluations',
        tags,
        summary: 'List evaluations, newest first',
        querystring: Type.Object(
          {
            status: Type.Optional(EvaluationStatus),
            model: Type.Optional(Text({ maxLength: 512, description: 'Exactly this model id' })),
            ...pageQuery,
          },
          { additionalProperties: false },
        ),
        response: {
          200: {
            ...EvaluationPage,
            description: 'A page',
            headers: { link: Type.String({ description: 'Next page, RFC 8288' }) },
          },
          ...problemResponses(400, 503),
        },
      },
    },
    async (request, reply) => {
      const { limit = limits.defaultPageItems, ...query } = request.query;
      const { items, nextCursor } = await store.list({ ...query, limit });
      linkNextPage(request, reply, nextCursor);
      return { items: items.map(toEvaluationSummary), nextCursor };
    },
  );

  app.get(
    '/v1/evaluations/:id',
    {
      schema: {
        operationId: 'getEvaluation',
        tags,
        summary: 'Status, progress and result of an evaluation',
        params,
        response: {
          200: {
            ...EvaluationResource,
            description: 'The evaluation',
            headers: { 'retry-after': { ...RetryAfter, description: 'Present until the evaluation is finished' } },
          },
          ...problemResponses(404, 503),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      return resource(found(await store.get(id), id), reply);
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
      const evaluation = await cancelEvaluation(id, { store, queue, log: request.log });
      return resource(found(evaluation, id), reply);
    },
  );
};
