import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ModelTraceError } from '@model-trace/core/errors';
import type { EvaluationQueue } from '@model-trace/core/queue';
import type { QueueAdministration } from '@model-trace/core/storage';
import { Type } from 'typebox';
import { EvaluationSummary, toEvaluationSummary } from '../evaluations/evaluation-resource.ts';
import { limits } from '../limits.ts';
import { problemResponses } from '../problems/problem-responses.ts';
import { drainQueue } from './drain-queue.ts';

/** What operators need of the queue. */
export type AdministeredQueue = Pick<EvaluationQueue, 'remove' | 'pause' | 'resume' | 'overview' | 'reprioritize'>;

const tags = ['admin'];
const count = (description: string) => Type.Integer({ minimum: 0, description });
const QueueOverview = Type.Object(
  {
    paused: Type.Boolean({ description: 'Workers take nothing; what they are at goes on' }),
    evaluations: Type.Object(
      { queued: count('Evaluations that wait'), running: count('Evaluations that workers are at') },
      { description: 'In the database, which is the truth' },
    ),
    jobs: Type.Object(
      {
        waiting: count('Jobs that a worker may take'),
        delayed: count('Jobs that wait for their next try'),
        active: count('Jobs that a worker has'),
      },
      { description: 'In the queue; what is missing here is queued again by the next sweep' },
    ),
  },
  { title: 'QueueOverview' },
);
const Drained = Type.Object(
  {
    canceled: count('Evaluations that were canceled'),
    complete: Type.Boolean({ description: 'false: there are more than can be canceled in one request; ask again' }),
  },
  { title: 'DrainedQueue' },
);

/** What operators do to the queue. */
export const adminRoutes: FastifyPluginAsyncTypebox<{
  administration: QueueAdministration;
  queue: AdministeredQueue;
}> = async (app, { administration, queue }) => {
  const overview = async () => {
    const [evaluations, said, { paused, jobs }] = await Promise.all([
      administration.unfinished(),
      administration.paused(),
      queue.overview(),
    ]);
    return { paused: said ?? paused, evaluations, jobs };
  };
  const response = { 200: { ...QueueOverview, description: 'The queue' }, ...problemResponses(503) };

  app.get(
    '/v1/admin/queue',
    { schema: { operationId: 'getQueue', tags, summary: 'How much waits and runs', response } },
    overview,
  );

  app.post(
    '/v1/admin/queue::pause',
    {
      schema: {
        operationId: 'pauseQueue',
        tags,
        summary: 'Let workers take no more',
        description:
          'Of all workers, until it is resumed, whatever the queue loses meanwhile. Running evaluations go on; submissions are accepted and wait. Takes no body.',
        response,
      },
    },
    async (request) => {
      await administration.setPaused(true);
      await queue.pause();
      request.log.info('queue paused');
      return overview();
    },
  );

  app.post(
    '/v1/admin/queue::resume',
    { schema: { operationId: 'resumeQueue', tags, summary: 'Let workers take again', response } },
    async (request) => {
      await administration.setPaused(false);
      await queue.resume();
      request.log.info('queue resumed');
      return overview();
    },
  );

  app.post(
    '/v1/admin/queue::drain',
    {
      schema: {
        operationId: 'drainQueue',
        tags,
        summary: 'Cancel every evaluation that waits',
        description:
          'Those that run go on. Submissions are still accepted, so pause first to see it empty. A canceled evaluation can ' +
          'be retried. Takes no body.',
        response: { 200: { ...Drained, description: 'What was canceled' }, ...problemResponses(503) },
      },
    },
    async (request) => drainQueue({ administration, queue, log: request.log }),
  );

  app.patch(
    '/v1/evaluations/:id',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'prioritizeEvaluation',
        tags,
        summary: 'Let an evaluation run before or after others',
        params: Type.Object({
          id: Type.String({
            pattern: '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$',
            'x-rule': 'must be a UUID',
          }),
        }),
        body: Type.Object(
          {
            priority: Type.Integer({ ...limits.priority, description: 'Larger runs first, equal ones in order' }),
          },
          { title: 'EvaluationChange', additionalProperties: false, examples: [{ priority: 10 }] },
        ),
        response: {
          200: { ...EvaluationSummary, description: 'The evaluation' },
          ...problemResponses(400, 404, 409, 413, 415, 503),
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { priority } = request.body;
      const outcome = await administration.setPriority(id, priority);
      if (outcome === null) throw new ModelTraceError('NOT_FOUND', `There is no evaluation ${id}`);
      const { changed, evaluation } = outcome;
      if (!changed)
        throw new ModelTraceError('CONFLICT', `Evaluation ${id} has already ${evaluation.status}`, {
          fix: 'Only the priority of queued and running evaluations can be changed',
        });
      try {
        await queue.reprioritize(evaluation.id, priority);
      } catch (err) {
        request.log.error({ err, evaluationId: evaluation.id }, 'priority stored but not told to the queue');
      }
      return toEvaluationSummary(evaluation);
    },
  );
};
