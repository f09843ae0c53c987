import type { CorpusRegistry } from '@model-trace/core/corpora';
import { ModelTraceError } from '@model-trace/core/errors';
import { isHubId } from '@model-trace/core/hub';
import type { EvaluationQueue } from '@model-trace/core/queue';
import type { EvaluationRequest } from '@model-trace/core/results';
import type { NewEvaluation, SubmitOptions, Submitted } from '@model-trace/core/storage';
import type { FastifyBaseLogger } from 'fastify';
import type { ApiStore } from '../api-store.ts';
import type { CheckWarning } from '../checks/check.ts';
import { type CheckContext, createCheckContext } from '../checks/check-context.ts';
import { type DryRun, dryRun } from '../checks/dry-run.ts';
import { askOnce, toFindings } from '../checks/findings.ts';
import { pinModels } from '../checks/pin-models.ts';
import { runChecks } from '../checks/run-checks.ts';
import type { SubmissionPolicy } from '../checks/submission-policy.ts';
import { requirePriorityAllowed, type Submitter } from '../rate-limits/submitter.ts';
import { type WebhookSettings, webhookFrom } from '../webhooks/requested-webhook.ts';
import type { HubToken } from './hub-token.ts';
import type { ModelAccess } from './model-access.ts';
import { requestFrom, type Submission } from './submission.ts';

/** What the API needs of the queue. */
export type Dispatcher = Pick<EvaluationQueue, 'add' | 'addMany' | 'remove' | 'ping'>;

export interface SubmissionDependencies {
  store: ApiStore;
  queue: Dispatcher & Pick<EvaluationQueue, 'reprioritize'>;
  models: ModelAccess;
  corpora: Pick<CorpusRegistry, 'require' | 'list'>;
  log: FastifyBaseLogger;
  submitter: Submitter;
  webhookSettings: WebhookSettings;
  /** What the operator asks of submissions. */
  policy: SubmissionPolicy;
  /** Once it aborts, what is not looked up yet is left to the worker. */
  signal?: AbortSignal;
}

/** A submission as a request gives it. */
export interface SubmissionInput {
  /** Of a scan the fields that it has in common with others; `request` has the rest. */
  submission: Pick<Submission, 'force' | 'priority' | 'webhook'> & Partial<Submission>;
  /** Absent: that of the submission. */
  request?: EvaluationRequest;
  deadlineAt: Date | null;
  hubToken: HubToken | null;
}

type PreparationDependencies = Omit<SubmissionDependencies, 'store' | 'queue'>;

/** A submission that passed its checks, and what these warn of. */
export interface PreparedSubmission extends NewEvaluation {
  warnings: CheckWarning[];
}

/**
 * Checks a submission and pins its models, so that it can be stored.
 * @throws permanent errors only, with the field that caused them: that of the first check that failed
 */
export async function prepareSubmission(
  input: SubmissionInput,
  dependencies: PreparationDependencies,
): Promise<PreparedSubmission> {
  const { submission, deadlineAt, hubToken } = input;
  const { key } = dependencies.submitter;
  const { context, corpus } = await contextOf(input, dependencies);
  const { failure, checks, warnings } = await askOnce(context, async () =>
    toFindings(await runChecks(context, { stopAtFailure: true, log: dependencies.log })),
  );
  if (failure !== null) throw failure;
  const { request, commit, baseCommit, contentKey } = pinModels(context, { corpusSha256: corpus?.sha256 ?? null });
  return {
    ...{ request, commit, baseCommit, deadlineAt, contentKey },
    ...{ force: submission.force, priority: submission.priority },
    ...(hubToken && { sealHubToken: hubToken.seal }),
    ...(submission.webhook && { webhook: webhookOf(submission.webhook, dependencies) }),
    ...{ keyId: key?.id ?? null, organisation: organisationOf(request.model) },
    ...{ checks, warnings },
  };
}

/** @throws WEBHOOK_URL_FORBIDDEN, VALIDATION_FAILED, SECRETS_KEY_MISSING, naming the field */
function webhookOf(
  requested: NonNullable<SubmissionInput['submission']['webhook']>,
  { webhookSettings, submitter: { key } }: Pick<PreparationDependencies, 'webhookSettings' | 'submitter'>,
) {
  return webhookFrom(requested, { ...webhookSettings, keyId: key?.id ?? null, pointer: '/webhook' }).webhook;
}

/**
 * All checks of a submission and an estimate of its cost; nothing is stored.
 * @throws for a request that is not valid in itself, as a submission does
 */
export async function trySubmission(
  input: SubmissionInput,
  { store, ...dependencies }: PreparationDependencies & Pick<SubmissionDependencies, 'store'>,
): Promise<DryRun> {
  const { context, corpus } = await contextOf(input, dependencies, {
    findSame: async (given) => {
      const { contentKey } = pinModels(given, { corpusSha256: corpus?.sha256 ?? null });
      return contentKey === null ? null : store.findSame(contentKey);
    },
  });
  if (input.submission.webhook) webhookOf(input.submission.webhook, dependencies);
  const { request } = context;
  const [pace, corpora] = await Promise.all([
    store.evaluationPace(request.tasks),
    corpus === null ? [] : dependencies.corpora.list(),
  ]);
  const corpusBytes = corpora.find(({ id }) => id === corpus?.id)?.sizeBytes ?? null;
  return dryRun(context, { log: dependencies.log, corpusBytes, pace });
}

async function contextOf(
  { submission, request: given, hubToken }: SubmissionInput,
  { models, corpora, signal, policy, submitter: { key } }: PreparationDependencies,
  options: { findSame?: (context: CheckContext) => ReturnType<CheckContext['findSame']> } = {},
) {
  requirePriorityAllowed(submission.priority, key);
  const request = given ?? requestFrom(submission as Submission);
  const corpus = await findCorpus(request.perplexity?.corpus, { corpora, pointer: '/perplexity/corpus' });
  await findCorpus(request.traceCorpus, { corpora, pointer: '/traceCorpus' });
  const opened = hubToken?.modelsWith(models) ?? models;
  return { corpus, context: createCheckContext(request, { models: opened, policy, signal, ...options }) };
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
    // Who joins may have raised its priority.
    for (const [index, { outcome, evaluation }] of submitted.entries())
      if (outcome === 'joined' && evaluation.status === 'queued' && evaluation.priority === wanted[index].priority)
        await queue.reprioritize(evaluation.id, evaluation.priority);
  } catch (err) {
    log.error({ err, evaluationIds: waiting.map(({ id }) => id) }, 'evaluations stored but not enqueued');
    return submitted;
  }
  return submitted;
}

/** What the log says of a submission that was accepted. */
export function acceptedFields({ outcome, evaluation: { id, request, commit } }: Submitted) {
  return { evaluationId: id, model: request.model, commit, tasks: request.tasks, outcome };
}

/** What the leaderboard limits submissions by. The Hub takes names of any case for the same. */
function organisationOf(model: string): string | null {
  const [organisation, name] = model.split('/');
  return isHubId(model) && name !== undefined ? organisation.toLowerCase() : null;
}

/** @throws CORPUS_UNKNOWN naming the field */
async function findCorpus(
  id: string | undefined,
  { corpora, pointer }: Pick<SubmissionDependencies, 'corpora'> & { pointer: string },
) {
  if (id === undefined) return null;
  try {
    return await corpora.require(id);
  } catch (caught) {
    if (!(caught instanceof ModelTraceError) || caught.code !== 'CORPUS_UNKNOWN') throw caught;
    const { code, message: detail, fix } = caught;
    throw new ModelTraceError(code, detail, {
      fix,
      details: { errors: [{ pointer, in: 'body', code, detail }] },
    });
  }
}
