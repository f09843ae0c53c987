import type { CorpusRegistry } from '@model-trace/core/corpora';
import { ModelTraceError } from '@model-trace/core/errors';
import type { EvaluationQueue } from '@model-trace/core/queue';
import type { EvaluationRequest } from '@model-trace/core/results';
import type { Evaluation } from '@model-trace/core/storage';
import type { FastifyBaseLogger } from 'fastify';
import type { ApiStore } from '../api-store.ts';
import { checkModel } from './check-model.ts';
import { type ModelAccess, resolveModel } from './resolve-model.ts';
import { resolveWeights } from './resolve-weights.ts';

/** What the API needs of the queue. */
export type Dispatcher = Pick<EvaluationQueue, 'add' | 'remove' | 'ping'>;

export interface SubmissionDependencies {
  store: ApiStore;
  queue: Dispatcher;
  models: ModelAccess;
  corpora: Pick<CorpusRegistry, 'require'>;
  log: FastifyBaseLogger;
}

/**
 * Accepts a request: models resolved, row stored, job enqueued, in this order. Once the row is stored nothing is lost:
 * a queue that fails here is logged, and the sweeper enqueues whatever has a row and no job.
 */
export async function submitEvaluation(
  asked: EvaluationRequest,
  { store, queue, models, corpora, log }: SubmissionDependencies,
): Promise<Evaluation> {
  await requireCorpus(asked.perplexity?.corpus, corpora);
  const [{ request, commit }, base] = await Promise.all([
    resolveWeights(asked, { models, log }),
    asked.base === undefined
      ? null
      : resolveModel(
          {
            id: asked.base,
            revision: asked.baseRevision,
            fields: { id: 'base', revision: 'baseRevision' },
            check: checkModel({ needsTokenizer: asked.perplexity?.compareWithBase === true, as: 'model' }),
          },
          { models, log },
        ),
  ]);
  const evaluation = await store.create({ request, commit, baseCommit: base?.commit ?? null });
  try {
    await queue.add(evaluation.id);
  } catch (err) {
    log.error({ err, evaluationId: evaluation.id }, 'evaluation stored but not enqueued');
    return evaluation;
  }
  log.info({ evaluationId: evaluation.id, model: request.model, commit, tasks: request.tasks }, 'evaluation accepted');
  return evaluation;
}

/** @throws CORPUS_UNKNOWN naming the field */
async function requireCorpus(id: string | undefined, corpora: SubmissionDependencies['corpora']): Promise<void> {
  if (id === undefined) return;
  try {
    await corpora.require(id);
  } catch (caught) {
    if (!(caught instanceof ModelTraceError) || caught.code !== 'CORPUS_UNKNOWN') throw caught;
    const { code, message: detail, fix } = caught;
    throw new ModelTraceError(code, detail, {
      fix,
      details: { errors: [{ pointer: '/perplexity/corpus', in: 'body', code, detail }] },
    });
  }
}
