import type { EvaluationQueue } from '@model-trace/core/queue';
import type { EvaluationRequest } from '@model-trace/core/results';
import type { Evaluation } from '@model-trace/core/storage';
import type { FastifyBaseLogger } from 'fastify';
import type { ApiStore } from '../api-store.ts';
import { type ModelAccess, resolveModel } from './resolve-model.ts';

/** What the API needs of the queue. */
export type Dispatcher = Pick<EvaluationQueue, 'add' | 'remove' | 'ping'>;

export interface SubmissionDependencies {
  store: ApiStore;
  queue: Dispatcher;
  models: ModelAccess;
  log: FastifyBaseLogger;
}

/**
 * Accepts a request: models resolved, row stored, job enqueued, in this order. Once the row is stored nothing is lost:
 * a queue that fails here is logged, and the sweeper enqueues whatever has a row and no job.
 */
export async function submitEvaluation(
  request: EvaluationRequest,
  { store, queue, models, log }: SubmissionDependencies,
): Promise<Evaluation> {
  const [commit, baseCommit] = await Promise.all([
    resolveModel(
      {
        id: request.model,
        revision: request.revision,
        fields: { id: 'model', revision: 'revision' },
        needsTokenizer: request.tasks.includes('perplexity'),
      },
      { models, log },
    ),
    request.base === undefined
      ? null
      : resolveModel(
          {
            id: request.base,
            revision: request.baseRevision,
            fields: { id: 'base', revision: 'baseRevision' },
            needsTokenizer: false,
          },
          { models, log },
        ),
  ]);
  const evaluation = await store.create({ request, commit, baseCommit });
  try {
    await queue.add(evaluation.id);
  } catch (err) {
    log.error({ err, evaluationId: evaluation.id }, 'evaluation stored but not enqueued');
    return evaluation;
  }
  log.info({ evaluationId: evaluation.id, model: request.model, commit, tasks: request.tasks }, 'evaluation accepted');
  return evaluation;
}
