import {
  EvaluationProgress,
  EvaluationResults,
  EvaluationStatus,
  PerplexityOptions,
  StatisticId,
  TaskId,
  WeightType,
} from '@model-trace/core/results';
import type { Evaluation } from '@model-trace/core/storage';
import { type Static, Type } from 'typebox';
import { Nullable } from '../validation/nullable.ts';

const Time = Type.String({ format: 'date-time' });

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
  perplexity: Nullable(PerplexityOptions, {
    description: 'How the perplexity is measured; null: as leaderboards show it',
  }),
  attempts: Type.Integer({ description: 'How often a worker has started on it' }),
  progress: Nullable(EvaluationProgress, { description: 'How far a running evaluation is' }),
  error: Nullable(
    Type.Object({
      code: Type.String({ description: 'Listed at /v1/errors' }),
      detail: Type.String(),
      retryable: Type.Boolean(),
      fix: Nullable(Type.String()),
    }),
    { description: 'Why it failed, or why the last attempt did' },
  ),
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
  perplexity: null,
  attempts: 1,
  progress: { task: 'perplexity', phase: 'layers', done: 3, total: 6, unit: 'layers' },
  error: null,
  createdAt: '2026-01-31T12:00:00.000Z',
  queuedAt: '2026-01-31T12:00:00.000Z',
  startedAt: '2026-01-31T12:00:01.250Z',
  finishedAt: null,
  updatedAt: '2026-01-31T12:00:02.100Z',
};

/** An evaluation as lists show it: everything but the numbers. */
export const EvaluationSummary = Type.Object(summaryProperties, { title: 'EvaluationSummary', examples: [example] });
export type EvaluationSummary = Static<typeof EvaluationSummary>;

/** An evaluation with its result and its place in the queue. */
export const EvaluationResource = Type.Object(
  {
    ...summaryProperties,
    queuePosition: Nullable(Type.Integer({ minimum: 0 }), {
      description: 'Evaluations that stand before this one; 0 is next, null when it is not queued',
    }),
    result: Nullable(EvaluationResults, { description: 'One key for each task, when the evaluation succeeded' }),
  },
  { title: 'Evaluation', examples: [{ ...example, queuePosition: null, result: null }] },
);
export type EvaluationResource = Static<typeof EvaluationResource>;

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
    perplexity: request.perplexity ?? null,
    attempts: attempt,
    progress,
    error,
    createdAt: evaluation.createdAt.toISOString(),
    queuedAt: evaluation.queuedAt.toISOString(),
    startedAt: evaluation.startedAt?.toISOString() ?? null,
    finishedAt: evaluation.finishedAt?.toISOString() ?? null,
    updatedAt: evaluation.updatedAt.toISOString(),
  };
}

export function toEvaluationResource(evaluation: Evaluation, queuePosition: number | null): EvaluationResource {
  return { ...toEvaluationSummary(evaluation), queuePosition, result: evaluation.results };
}
