import { createHash } from 'node:crypto';
import {
  Align,
  EvaluationProgress,
  EvaluationResults,
  EvaluationStatus,
  PerplexityOptions,
  StatisticId,
  TaskId,
  TraceChoices,
  WeightType,
} from '@model-trace/core/results';
import type { Attempt, Evaluation, EvaluationVersion, StoredCheck } from '@model-trace/core/storage';
import { type Static, Type } from 'typebox';
import { CheckWarning, SubmissionCheck } from '../checks/check.ts';
import { checkTitle } from '../checks/submission-checks.ts';
import { Nullable } from '../validation/nullable.ts';

const Time = Type.String({ format: 'date-time' });

const Progress = Type.Object({
  ...EvaluationProgress.properties,
  layer: Nullable(Type.Integer(), { description: 'Layers (or blocks) of this phase that are done; null in others' }),
  layers: Nullable(Type.Integer(), { description: 'Layers (or blocks) of this phase' }),
  etaSeconds: Nullable(Type.Integer(), {
    description: 'Until this phase ends, at the speed it had so far; null: not known yet. Later phases are not in it',
  }),
});

const Failure = Type.Object({
  code: Type.String({ description: 'Listed at /v1/errors' }),
  detail: Type.String(),
  retryable: Type.Boolean(),
  fix: Nullable(Type.String()),
});

const summaryProperties = {
  id: Type.String({ format: 'uuid' }),
  url: Type.String({ format: 'uri-reference', description: 'Path of this evaluation' }),
  status: EvaluationStatus,
  model: Type.String(),
  revision: Nullable(Type.String(), { description: 'Branch, tag or hash that was asked for' }),
  commit: Nullable(Type.String(), { description: 'Commit it resolved to; null for a directory, or not resolved yet' }),
  base: Nullable(Type.String(), { description: 'Model traced against or compared with; null without either' }),
  baseRevision: Nullable(Type.String()),
  baseCommit: Nullable(Type.String()),
  weightType: WeightType,
  weightsBase: Nullable(Type.String(), {
    description: 'Model that an adapter or delta is put over; null for a whole model, or not resolved yet',
  }),
  weightsBaseRevision: Nullable(Type.String(), { description: 'Commit of it, once resolved; null for a directory' }),
  tasks: Type.Array(TaskId),
  statistics: Nullable(Type.Array(StatisticId), { description: 'Statistics of the trace; null: all, or no trace' }),
  permutations: Nullable(Type.Integer(), { description: 'Draws of permutation tests of the trace; null: none' }),
  matchings: Type.Boolean({ description: 'Whether the result lists which units were matched' }),
  align: Nullable(Align, { description: 'How the trace aligns the model with the base; null: not at all' }),
  trace: Nullable(TraceChoices, {
    description: 'How the statistics of the trace are taken; null: as leaderboards show it',
  }),
  perplexity: Nullable(PerplexityOptions, {
    description: 'How the perplexity is measured; null: as leaderboards show it',
  }),
  scannedBases: Nullable(Type.Integer(), { description: 'Bases that a scan tests the model against; null: no scan' }),
  attempts: Type.Integer({ description: 'How often a worker has started on it' }),
  priority: Type.Integer({ description: 'Larger runs first, equal ones in order' }),
  deadlineAt: Nullable(Time, { description: 'Not finished by then it expires (Cancel-After); null: no deadline' }),
  progress: Nullable(Progress, { description: 'How far a running evaluation is' }),
  error: Nullable(Failure, { description: 'Why it failed, or why the last attempt did' }),
  createdAt: Time,
  queuedAt: Time,
  startedAt: Nullable(Time),
  finishedAt: Nullable(Time),
  updatedAt: Time,
};

const example = {
  id: '0199a0de-6c3f-7b1e-9a53-3f0a5f1f2b77',
  url: '/v1/evaluations/0199a0de-6c3f-7b1e-9a53-3f0a5f1f2b77',
  status: 'running',
  model: 'distilbert/distilgpt2',
  revision: null,
  commit: '2290a62682d06624634c1f46a6ad5be0f47f38aa',
  base: 'openai-community/gpt2',
  baseRevision: null,
  baseCommit: '607a30d783dfa663caf39e06633721c8d4cfcd7e',
  weightType: 'original',
  weightsBase: null,
  weightsBaseRevision: null,
  tasks: ['perplexity', 'trace'],
  statistics: null,
  permutations: null,
  matchings: false,
  align: null,
  trace: null,
  perplexity: null,
  scannedBases: null,
  attempts: 1,
  priority: 0,
  deadlineAt: '2026-01-31T12:10:00.000Z',
  progress: {
    ...{ task: 'perplexity', phase: 'layers', done: 3, total: 6, unit: 'layers' },
    ...{ layer: 3, layers: 6, etaSeconds: 1 },
  },
  error: null,
  createdAt: '2026-01-31T12:00:00.000Z',
  queuedAt: '2026-01-31T12:00:00.000Z',
  startedAt: '2026-01-31T12:00:01.250Z',
  finishedAt: null,
  updatedAt: '2026-01-31T12:00:02.100Z',
};

const notQueued = { queuePosition: null, estimatedStartAt: null };
const exampleAttempt = {
  attempt: 1,
  worker: 'worker-1:4711',
  startedAt: '2026-01-31T12:00:01.250Z',
  endedAt: null,
  error: null,
  resumedLayers: null,
};

const exampleCheck = {
  ...{ check: 'revision', title: 'The revision is pinned to a commit', outcome: 'passed', code: null, fix: null },
  detail: 'main is 2290a62682d06624634c1f46a6ad5be0f47f38aa',
};

/** An evaluation as lists show it: everything but the numbers. */
export const EvaluationSummary = Type.Object(summaryProperties, { title: 'EvaluationSummary', examples: [example] });
export type EvaluationSummary = Static<typeof EvaluationSummary>;

/** An evaluation with its result and its place in the queue. */
export const EvaluationResource = Type.Object(
  {
    ...summaryProperties,
    attemptHistory: Type.Array(
      Type.Object({
        attempt: Type.Integer({ minimum: 1 }),
        worker: Nullable(Type.String(), { description: 'Host and process id' }),
        startedAt: Time,
        endedAt: Nullable(Time),
        error: Nullable(Failure, { description: 'How it ended; null: it succeeded, or still runs' }),
        resumedLayers: Nullable(Type.Integer(), {
          description: 'Blocks taken over from an attempt before, in place of being computed again',
        }),
      }),
      { description: 'Each start by a worker, oldest first' },
    ),
    queuePosition: Nullable(Type.Integer({ minimum: 0 }), {
      description:
        'Evaluations that run before this one, counted up to 10,000 (1,000 in the answer to a submission); 0 is next, null when it is not queued',
    }),
    estimatedStartAt: Nullable(Time, {
      description:
        'When a queued one will start, if evaluations go on as the last 50 did and as many run at a time as now; null: cannot be told',
    }),
    checks: Nullable(Type.Array(SubmissionCheck), {
      description: 'What was found when it was submitted; null: submitted before this was kept, or without checks',
    }),
    result: Nullable(EvaluationResults, { description: 'One key for each task, when the evaluation succeeded' }),
  },
  {
    title: 'Evaluation',
    examples: [{ ...example, attemptHistory: [exampleAttempt], ...notQueued, checks: [exampleCheck], result: null }],
  },
);
export type EvaluationResource = Static<typeof EvaluationResource>;

const reused = Type.Boolean({
  description: 'Whether an evaluation of the same content answers, which has succeeded or is under way',
});

const warnings = Type.Array(CheckWarning, { description: 'Checks that were not passed, and stopped nothing' });
const exampleWarning = {
  check: 'license',
  code: 'LICENSE_MISSING',
  detail: 'distilbert/distilgpt2 does not say under which licence it is',
  fix: 'Add `license: <id>` to the metadata at the top of README.md (https://hf.co/docs/hub/repositories-licenses).',
};

/** What a submission is answered with. */
export const SubmittedEvaluation = Type.Object(
  { ...EvaluationResource.properties, reused, warnings },
  {
    title: 'SubmittedEvaluation',
    examples: [
      {
        ...example,
        attemptHistory: [exampleAttempt],
        ...notQueued,
        checks: [exampleCheck],
        result: null,
        reused: true,
        warnings: [exampleWarning],
      },
    ],
  },
);
export type SubmittedEvaluation = Static<typeof SubmittedEvaluation>;

/** One of many submissions: without what must be looked up for each. */
export const SubmittedSummary = Type.Object({ ...summaryProperties, reused, warnings }, { title: 'SubmittedSummary' });
export type SubmittedSummary = Static<typeof SubmittedSummary>;

const shape = createHash('sha256').update(JSON.stringify(EvaluationResource)).digest('base64url').slice(0, 8);

/**
 * The strong ETag of an evaluation that has ended: nothing of it changes unless its row does, or the form in which it is
 * shown. Null for one that goes on, whose place in the queue moves with others.
 */
export function evaluationTag(id: string, { attempt, finishedAt, updatedAt }: EvaluationVersion): string | null {
  return finishedAt && `"${id}-${attempt}-${updatedAt.getTime().toString(36)}-${shape}"`;
}

export function evaluationPath(id: string): string {
  return `/v1/evaluations/${id}`;
}

export function toEvaluationSummary(evaluation: Evaluation): EvaluationSummary {
  const { id, request, status, commit, baseCommit, attempt, progress, error } = evaluation;
  return {
    id,
    url: evaluationPath(id),
    status,
    model: request.model,
    revision: request.revision ?? null,
    commit,
    base: request.base ?? null,
    baseRevision: request.baseRevision ?? null,
    baseCommit,
    weightType: request.weightType ?? 'original',
    weightsBase: request.weightsBase ?? null,
    weightsBaseRevision: request.weightsBaseRevision ?? null,
    tasks: request.tasks,
    statistics: request.statistics ?? null,
    permutations: request.permutations ?? null,
    matchings: request.matchings ?? false,
    align: request.align ?? null,
    trace: request.trace ?? null,
    perplexity: request.perplexity ?? null,
    scannedBases: request.scan?.bases.length ?? null,
    attempts: attempt,
    priority: evaluation.priority,
    deadlineAt: evaluation.deadlineAt?.toISOString() ?? null,
    progress: progress && toProgress(progress),
    error,
    createdAt: evaluation.createdAt.toISOString(),
    queuedAt: evaluation.queuedAt.toISOString(),
    startedAt: evaluation.startedAt?.toISOString() ?? null,
    finishedAt: evaluation.finishedAt?.toISOString() ?? null,
    updatedAt: evaluation.updatedAt.toISOString(),
  };
}

function toProgress(progress: EvaluationProgress): Static<typeof Progress> {
  const { unit, done, total, etaSeconds = null } = progress;
  const counted = unit === 'layers' || unit === 'blocks';
  return { ...progress, etaSeconds, layer: counted ? Math.floor(done) : null, layers: counted ? total : null };
}

/** Where a queued evaluation stands; nulls for one that is not. */
export interface QueuePlace {
  position: number | null;
  estimatedStartAt: Date | null;
}

export function toEvaluationResource(
  evaluation: Evaluation,
  { place, attempts }: { place: QueuePlace; attempts: readonly Attempt[] },
): EvaluationResource {
  return {
    ...toEvaluationSummary(evaluation),
    attemptHistory: attempts.map((attempt) => ({
      ...attempt,
      startedAt: attempt.startedAt.toISOString(),
      endedAt: attempt.endedAt?.toISOString() ?? null,
    })),
    queuePosition: place.position,
    estimatedStartAt: place.estimatedStartAt?.toISOString() ?? null,
    checks: evaluation.checks && withTitles(evaluation.checks),
    result: evaluation.results,
  };
}

const titled = new WeakMap<readonly StoredCheck[], Static<typeof SubmissionCheck>[]>();

/** Of the same findings, which many submissions share, the same array. */
function withTitles(checks: readonly StoredCheck[]): Static<typeof SubmissionCheck>[] {
  const known = titled.get(checks);
  if (known !== undefined) return known;
  const shown = checks.map((each) => ({ ...each, title: checkTitle(each.check) }));
  titled.set(checks, shown);
  return shown;
}
