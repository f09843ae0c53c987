import { toModelTraceError } from '@model-trace/core/errors';
import type { SubmitOptions, Submitted } from '@model-trace/core/storage';
import { limits } from '../limits.ts';
import type { Problem } from '../problems/problem.ts';
import type { BatchOutcome } from './batch-outcome.ts';
import { toEvaluationSummary } from './evaluation-resource.ts';
import type { HubToken } from './hub-token.ts';
import { rememberModels } from './remember-models.ts';
import type { Submission } from './submission.ts';
import {
  acceptedFields,
  type PreparedSubmission,
  prepareSubmission,
  type SubmissionDependencies,
  storeAndEnqueue,
} from './submit-evaluation.ts';

export interface BatchOptions {
  deadlineAt: Date | null;
  hubToken: HubToken | null;
  /** @throws VALIDATION_FAILED with pointers into the whole body */
  validate(item: unknown, index: number): Submission;
  /** The problem of an item that was refused. */
  problemOf(caught: unknown, index: number): Problem;
  /** As for SubmitOptions, with the answer made of the outcomes. */
  idempotent?: {
    lease: NonNullable<SubmitOptions['idempotent']>['lease'];
    answer(outcomes: BatchOutcome[]): StoredAnswer;
  };
}

type StoredAnswer = ReturnType<NonNullable<SubmitOptions['idempotent']>['answer']>;

/**
 * Submits many at once: each model is looked up once, those that are accepted are stored in one transaction and enqueued
 * by one call, and each has an outcome of its own.
 */
export async function submitBatch(
  items: readonly unknown[],
  { deadlineAt, hubToken, validate, problemOf, idempotent }: BatchOptions,
  dependencies: SubmissionDependencies,
): Promise<BatchOutcome[]> {
  const models = rememberModels(dependencies.models);
  const signal = AbortSignal.timeout(limits.batchResolveTimeoutMs);
  const prepared: (PreparedSubmission | Problem)[] = new Array(items.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      try {
        const submission = validate(items[index], index);
        prepared[index] = await prepareSubmission(
          { submission, deadlineAt, hubToken },
          { ...dependencies, models, signal },
        );
      } catch (caught) {
        prepared[index] = problemOf(caught, index);
        if (toModelTraceError(caught).status >= 500)
          dependencies.log.error({ err: caught, index }, 'item of a batch failed');
      }
    }
  };
  await Promise.all(Array.from({ length: limits.batchConcurrency }, work));

  const outcomesOf = (submitted: readonly Submitted[]): BatchOutcome[] => {
    const answers = submitted.values();
    return prepared.map((each) =>
      'code' in each ? { status: each.status, problem: each } : toOutcome(answers.next().value!, each),
    );
  };
  const accepted = prepared.filter((each): each is PreparedSubmission => !('code' in each));
  const submitted = await storeAndEnqueue(accepted, {
    ...dependencies,
    idempotent: idempotent && { lease: idempotent.lease, answer: (stored) => idempotent.answer(outcomesOf(stored)) },
  });
  for (const each of submitted) dependencies.log.info(acceptedFields(each), 'evaluation accepted');
  return outcomesOf(submitted);
}

function toOutcome({ outcome, evaluation }: Submitted, { warnings }: PreparedSubmission): BatchOutcome {
  const status = outcome === 'reused' ? 200 : 202;
  return { status, evaluation: { ...toEvaluationSummary(evaluation), reused: outcome !== 'created', warnings } };
}
