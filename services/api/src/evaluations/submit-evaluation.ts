import type { CorpusRegistry } from '@model-trace/core/corpora';
import { ModelTraceError } from '@model-trace/core/errors';
import { isHubId } from '@model-trace/core/hub';
import type { EvaluationQueue } from '@model-trace/core/queue';
import { contentKey } from '@model-trace/core/results';
import type { NewEvaluation, SubmitOptions, Submitted } from '@model-trace/core/storage';
import type { FastifyBaseLogger } from 'fastify';
import type { ApiStore } from '../api-store.ts';
import { requirePriorityAllowed, type Submitter } from '../rate-limits/submitter.ts';
import { checkModel } from './check-model.ts';
import type { HubToken } from './hub-token.ts';
import { type ModelAccess, resolveModel } from './resolve-model.ts';
import { resolveWeights } from './resolve-weights.ts';
import { requestFrom, type Submission } from './submission.ts';

/** What the API needs of the queue. */
export type Dispatcher = Pick<EvaluationQueue, 'add' | 'addMany' | 'remove' | 'ping'>;

export interface SubmissionDependencies {
  store: ApiStore;
  queue: Dispatcher;
  models: ModelAccess;
  corpora: Pick<CorpusRegistry, 'require'>;
  log: FastifyBaseLogger;
  submitter: Submitter;
  /** See ResolveDependencies. */
  signal?: AbortSignal;
}

/**
 * Checks a submission and pins its models, so that it can be stored.
 * @throws permanent errors only, with the field that caused them
 */
export async function prepareSubmission(
  { submission, deadlineAt, hubToken }: { submission: Submission; deadlineAt: Date | null; hubToken: HubToken | null },
  { models: allModels, corpora, log, signal, submitter: { key } }: Omit<SubmissionDependencies, 'store' | 'queue'>,
): Promise<NewEvaluation> {
  requirePriorityAllowed(submission.priority, key);
  const models = hubToken?.modelsWith(allModels) ?? allModels;
  const asked = requestFrom(submission);
  const corpusSha256 = await hashOfCorpus(asked.perplexity?.corpus, corpora);
  const [{ request, commit, weightsBaseCommit }, base] = await Promise.all([
    resolveWeights(asked, { models, log, signal }),
    asked.base === undefined
      ? null
      : resolveModel(
          {
            id: asked.base,
            revision: asked.baseRevision,
            fields: { id: 'base', revision: 'baseRevision' },
            check: checkModel({ needsTokenizer: asked.perplexity?.compareWithBase === true, as: 'model' }),
          },
          { models, log, signal },
        ),
  ]);
  const baseCommit = base?.commit ?? null;
  return {
    ...{ request, commit, baseCommit, deadlineAt },
    ...{ force: submission.force, priority: submission.priority },
    ...(hubToken && { sealHubToken: hubToken.seal }),
    ...{ keyId: key?.id ?? null, organisation: organisationOf(request.model) },
    contentKey: contentKey(request, { commit, baseCommit, weightsBaseCommit, corpusSha256 }),
  };
}

/**
 * Stores requests, then enqueues those that wait, in this order. Once a row is stored nothing is lost: a queue that fails
 * here is logged, and the sweeper enqueues whatever has a row and no job.
 */
export async function storeAndEnqueue(
  wanted: readonly NewEvaluation[],
  {
    idempotent,
    store,
    queue,
    log,
    submitter,
  }: Pick<SubmitOptions, 'idempotent'> & Pick<SubmissionDependencies, 'store' | 'queue' | 'log' | 'submitter'>,
): Promise<Submitted[]> {
  const { quotas, onQuotas } = submitter;
  const submitted = await store.submit(wanted, { idempotent, quotas, onQuotas });
  const waiting = submitted.filter(({ outcome }) => outcome === 'created').map(({ evaluation }) => evaluation);
  try {
    if (waiting.length === 1) await queue.add(waiting[0].id, { priority: waiting[0].priority });
    else if (waiting.length > 1) await queue.addMany(waiting);
  } catch (err) {
    log.error({ err, evaluationIds: waiting.map(({ id }) => id) }, 'evaluations stored but not enqueued');
    return submitted;
  }
  for (const { outcome, evaluation } of submitted) {
    const { id, request, commit } = evaluation;
    log.info({ evaluationId: id, model: request.model, commit, tasks: request.tasks, outcome }, 'evaluation accepted');
  }
  return submitted;
}

/** What the leaderboard limits submissions by. The Hub takes names of any case for the same. */
function organisationOf(model: string): string | null {
  const [organisation, name] = model.split('/');
  return isHubId(model) && name !== undefined ? organisation.toLowerCase() : null;
}

/** @throws CORPUS_UNKNOWN naming the field */
async function hashOfCorpus(
  id: string | undefined,
  corpora: SubmissionDependencies['corpora'],
): Promise<string | null> {
  if (id === undefined) return null;
  try {
    return (await corpora.require(id)).sha256;
  } catch (caught) {
    if (!(caught instanceof ModelTraceError) || caught.code !== 'CORPUS_UNKNOWN') throw caught;
    const { code, message: detail, fix } = caught;
    throw new ModelTraceError(code, detail, {
      fix,
      details: { errors: [{ pointer: '/perplexity/corpus', in: 'body', code, detail }] },
    });
  }
}
