import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import type { SecretBox } from '@model-trace/core/secrets';
import type { Evaluation, StoredAnswer, Submitted } from '@model-trace/core/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { CheckWarning } from '../checks/check.ts';
import { DryRun } from '../checks/dry-run.ts';
import { idempotent } from '../http/idempotency.ts';
import { limits } from '../limits.ts';
import { validationFailed } from '../problems/error-from-request.ts';
import { type FieldError, problemFrom } from '../problems/problem.ts';
import { problemResponses } from '../problems/problem-responses.ts';
import { type SubmissionLimits, submitterOf } from '../rate-limits/submitter.ts';
import { ScanSubmission, scanRequest } from '../scans/scan-submission.ts';
import { describeValidationErrors } from '../validation/describe-validation-errors.ts';
import { compileBody, validatorCompiler } from '../validation/validator-compiler.ts';
import { attemptsOf } from './attempts-of.ts';
import { Batch, BatchFrame, BatchOutcomes } from './batch-outcome.ts';
import { cachedPace } from './estimate-start.ts';
import { evaluationPath, SubmittedEvaluation, toEvaluationResource } from './evaluation-resource.ts';
import { createFinishWatch } from './finish-watch.ts';
import { hubTokenFrom } from './hub-token.ts';
import { placeInQueue } from './place-in-queue.ts';
import { positionAtSubmission } from './position-at-submission.ts';
import { BatchHeaders, deadlineFrom, preferredWait, SubmitHeaders } from './request-headers.ts';
import { Submission } from './submission.ts';
import { submitBatch } from './submit-batch.ts';
import {
  acceptedFields,
  prepareSubmission,
  type SubmissionDependencies,
  type SubmissionInput,
  storeAndEnqueue,
  trySubmission,
} from './submit-evaluation.ts';
import { submittedJson } from './submitted-json.ts';

const tags = ['evaluations'];
const replayed = Type.Literal('true', { description: 'The answer of the first request with this Idempotency-Key' });
const headersOfAnswer = {
  location: Type.String({ format: 'uri-reference', description: 'Path of the evaluation' }),
  'preference-applied': Type.String({ description: '`wait=n`, the seconds it may have waited' }),
  'idempotency-replayed': replayed,
};
/** What routes of evaluations are given; the rest belongs to a request. */
export interface EvaluationRouteOptions extends Omit<SubmissionDependencies, 'log' | 'signal' | 'submitter'> {
  submissionLimits: SubmissionLimits;
  /** Null: no tokens of submitters are taken. */
  secrets: SecretBox | null;
}

/** What a route that submits ends in. */
export type AcceptSubmission = (
  request: Pick<FastifyRequest, 'headers' | 'idempotency' | 'log' | 'logFields' | 'apiKey' | 'ip'>,
  reply: FastifyReply,
  submitted: Pick<SubmissionInput, 'submission' | 'request'>,
) => Promise<never>;

const validateSubmission = compileBody(Submission);

/** Submitting evaluations, one or many. */
export const submissionRoutes: FastifyPluginAsyncTypebox<EvaluationRouteOptions> = async (app, dependencies) => {
  const { store, submissionLimits, secrets } = dependencies;
  const watch = createFinishWatch({ store, log: app.log });
  const pace = cachedPace(store);
  const position = positionAtSubmission(store);
  const hooks = idempotent(store.idempotency);
  app.decorateRequest('idempotency', null);
  app.addHook('preClose', async () => watch.close());

  /** It is stored: a database that is away by now must not make the answer a refusal. */
  const latest = async (stored: Evaluation, { log }: Pick<FastifyRequest, 'log'>): Promise<Evaluation> => {
    try {
      return (await store.get(stored.id)) ?? stored;
    } catch (err) {
      log.warn({ err, evaluationId: stored.id }, 'evaluation stored but not read again');
      return stored;
    }
  };

  /** Checks, stores and queues a submission, waits as long as the client prefers, and answers. */
  const accept: AcceptSubmission = async (request, reply, submitted) => {
    const { headers, idempotency: lease, log } = request;
    const deadlineAt = deadlineFrom(headers['cancel-after'] as string | undefined);
    const submitter = submitterOf(request as FastifyRequest, submissionLimits);
    const hubToken = hubTokenFrom(headers['x-hub-token'] as string | undefined, secrets);
    const prepared = await prepareSubmission(
      { ...submitted, deadlineAt, hubToken },
      { ...dependencies, log, submitter },
    );
    const [accepted] = await storeAndEnqueue([prepared], {
      ...{ ...dependencies, log, submitter },
      idempotent:
        lease === null ? undefined : { lease, answer: ([submitted]) => provisionalAnswer(submitted, prepared) },
    });
    request.logFields = acceptedFields(accepted);
    const { outcome, evaluation: stored } = accepted;
    const seconds = preferredWait(headers.prefer as string | undefined);
    if (seconds !== null) reply.header('preference-applied', `wait=${seconds}`);
    if (seconds !== null && outcome !== 'reused')
      await watch.wait(stored.id, { timeoutMs: seconds * 1000, signal: goneSignal(reply) });
    const evaluation = seconds === null && outcome === 'created' ? stored : await latest(stored, request);
    const place = await placeInQueue(evaluation, { pace, position });
    const attempts = await attemptsOf(evaluation, store);
    const ended = evaluation.finishedAt !== null;
    reply.code(ended ? 200 : 202).header('location', evaluationPath(evaluation.id));
    if (!ended) reply.header('retry-after', limits.pollAfterSeconds);
    const resource = toEvaluationResource(evaluation, { place, attempts });
    const text = submittedJson(resource, { reused: outcome !== 'created', warnings: prepared.warnings });
    return reply.type('application/json; charset=utf-8').send(text) as never;
  };

  app.post(
    '/v1/evaluations',
    {
      ...hooks,
      config: { answerWithinMs: limits.submitTimeoutMs },
      schema: {
        operationId: 'submitEvaluation',
        tags,
        summary: 'Submit a model',
        description:
          'Resolves the model (and the base) to a commit, stores the request and queues it. A request that cannot ' +
          'succeed is refused here with its reason; when the Hub does not answer it is accepted and resolved later. ' +
          'What has been evaluated already, at the same commits in the same way, is answered from its result; what is ' +
          'under way is joined, and its cancelation is that of all who joined.',
        headers: SubmitHeaders,
        querystring: Type.Object(
          {
            dryRun: Type.Optional(
              Type.Boolean({
                description:
                  'Only answer with all checks and an estimate of the cost; nothing is stored. Default false',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        body: Submission,
        response: {
          200: {
            description:
              'Answered from a result, or ended within the time that `Prefer: wait` gives; of a dry run, what a submission would be told',
            headers: headersOfAnswer,
            content: { 'application/json': { schema: Type.Union([SubmittedEvaluation, DryRun]) } },
          },
          202: {
            ...SubmittedEvaluation,
            description: 'Accepted',
            headers: {
              ...headersOfAnswer,
              'retry-after': Type.Integer({ description: 'Seconds to wait before asking again' }),
            },
          },
          ...problemResponses(400, 409, 413, 415, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { headers, body: submission, idempotency: lease, log } = request;
      if (!request.query.dryRun) return accept(request, reply, { submission });
      // It does nothing twice, and must not answer for the submission that follows.
      if (lease !== null) await store.idempotency.release(lease);
      request.idempotency = null;
      const submitter = submitterOf(request, submissionLimits);
      const input = {
        ...{ submission, deadlineAt: deadlineFrom(headers['cancel-after']) },
        hubToken: hubTokenFrom(headers['x-hub-token'], secrets),
      };
      // The compiled serializer would try the answer against each of the schemas it may have.
      reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      return trySubmission(input, { ...dependencies, log, submitter });
    },
  );

  app.post(
    '/v1/scans',
    {
      ...hooks,
      bodyLimit: limits.scanBodyBytes,
      config: { answerWithinMs: limits.submitTimeoutMs },
      schema: {
        operationId: 'submitScan',
        tags: ['scans'],
        summary: 'Test a model against many bases',
        description:
          'Queues an evaluation with the task `scan`, which is read, followed, canceled and retried as any other. Cheapest ' +
          'evidence first: bases of another shape are no tests; csu on signatures of three blocks ranks the others, with ' +
          'p-values corrected for their number; the best that pass are traced in full.',
        headers: SubmitHeaders,
        body: ScanSubmission,
        response: {
          200: {
            ...SubmittedEvaluation,
            description: 'Answered from a result, or ended within the time that `Prefer: wait` gives',
            headers: headersOfAnswer,
          },
          202: {
            ...SubmittedEvaluation,
            description: 'Accepted',
            headers: {
              ...headersOfAnswer,
              'retry-after': Type.Integer({ description: 'Seconds to wait before asking again' }),
            },
          },
          ...problemResponses(400, 409, 413, 415, 422, 503),
        },
      },
    },
    async (request, reply) =>
      accept(request, reply, {
        submission: request.body,
        request: scanRequest(request.body, await store.bases.list()),
      }),
  );

  app.post(
    '/v1/evaluations::batch',
    {
      ...hooks,
      bodyLimit: limits.batchBodyBytes,
      config: { answerWithinMs: limits.batchTimeoutMs },
      validatorCompiler: (part) =>
        part.httpPart === 'body'
          ? compileBody(BatchFrame)
          : validatorCompiler(part as Parameters<typeof validatorCompiler>[0]),
      schema: {
        operationId: 'submitEvaluations',
        tags,
        summary: `Submit up to ${limits.batchItems} models`,
        description:
          'Each submission has its own outcome, the one it would have had alone. Each model is looked up once. What is ' +
          'accepted is stored together: a 503, or a 429 for more than are left, means that nothing was. The same deadline goes for all.',
        headers: BatchHeaders,
        body: Batch,
        response: {
          200: {
            ...BatchOutcomes,
            description: 'What became of each',
            headers: { 'idempotency-replayed': replayed },
          },
          ...problemResponses(400, 409, 413, 415, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { headers, body, idempotency: lease, log } = request;
      const instance = '/v1/evaluations:batch';
      const items = await submitBatch(
        body.items,
        {
          deadlineAt: deadlineFrom(headers['cancel-after']),
          hubToken: hubTokenFrom(headers['x-hub-token'], secrets),
          validate: (item) => {
            if (validateSubmission(item)) return item as Submission;
            throw validationFailed(describeValidationErrors(validateSubmission.errors as never, 'body'));
          },
          problemOf: (caught, index) =>
            problemFrom(atItem(toModelTraceError(caught), index), { instance, requestId: request.id }),
          idempotent:
            lease === null ? undefined : { lease, answer: (outcomes) => jsonAnswer(200, { items: outcomes }) },
        },
        { ...dependencies, log, submitter: submitterOf(request, submissionLimits) },
      );
      // The compiled serializer would try each outcome against both of its schemas.
      reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      return { items };
    },
  );
};

/** The answer to a request whose process dies before it answers. */
function provisionalAnswer(
  { outcome, evaluation }: Submitted,
  { warnings }: { warnings: CheckWarning[] },
): StoredAnswer {
  const place = { position: null, estimatedStartAt: null };
  const resource = toEvaluationResource(evaluation, { place, attempts: [] });
  const answer = jsonAnswer(202, { ...resource, reused: outcome !== 'created', warnings });
  const headers = { location: evaluationPath(evaluation.id), 'retry-after': String(limits.pollAfterSeconds) };
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function jsonAnswer(status: number, body: object): StoredAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}

/** Aborts when the client goes away: nobody is left to wait for. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

/** The same error with its pointers into the body of the batch. */
function atItem(error: ModelTraceError, index: number): ModelTraceError {
  const errors = (error.details?.errors as FieldError[] | undefined)?.map((each) => ({
    ...each,
    pointer: `/items/${index}${each.pointer}`,
  }));
  return new ModelTraceError(error.code, error.message, {
    ...{ cause: error.cause, fix: error.fix },
    details: { ...error.details, ...(errors && { errors }) },
  });
}
