import { type RankedTaskId, Verdict, WeightType } from '@model-trace/core/results';
import type { LeaderboardRow } from '@model-trace/core/storage';
import { rankedTasks, type TaskDefinition } from '@model-trace/core/tasks';
import { type Static, Type } from 'typebox';
import { evaluationPath } from '../evaluations/evaluation-resource.ts';
import { Nullable } from '../validation/nullable.ts';
import { formatMetric } from './format-metric.ts';

export const taskDefinitions: readonly TaskDefinition<RankedTaskId>[] = Object.values(
  rankedTasks,
) as unknown as TaskDefinition<RankedTaskId>[];

const Metric = Type.Object({
  value: Type.Number({ description: 'As the column says: a number, or the decimal logarithm of a p-value' }),
  display: Type.String({ description: 'For people: `29.37`, `10^-23.4`; a p-value never reads as 0' }),
});

/** One key for each task of the registry. */
const Metrics = Type.Object(
  Object.fromEntries(
    taskDefinitions.map(({ id, column }) => [id, Nullable(Metric, { description: `${column}; null: not measured` })]),
  ) as unknown as Record<RankedTaskId, ReturnType<typeof Nullable<typeof Metric>>>,
);

/** A row of the leaderboard on the wire. */
export const LeaderboardEntry = Type.Object(
  {
    model: Type.String(),
    commit: Nullable(Type.String()),
    weightType: WeightType,
    weightsBase: Nullable(Type.String(), { description: 'Model that an adapter or delta was put over' }),
    metrics: Metrics,
    base: Nullable(Type.String({ description: 'Model traced against' })),
    baseCommit: Nullable(Type.String(), { description: 'Commit of the base; null: a directory, or no base' }),
    verdict: Nullable(Verdict),
    bitsPerByte: Nullable(Type.Number({ description: 'Comparable across tokenizers, unlike perplexity' })),
    architecture: Nullable(Type.String()),
    parameters: Nullable(Type.Integer()),
    dtype: Nullable(Type.String()),
    license: Nullable(Type.String(), {
      description: 'As the model card stated it when the model was evaluated; null: not stated, or not looked at',
    }),
    submittedAt: Type.String({ format: 'date-time' }),
    finishedAt: Type.String({ format: 'date-time' }),
    evaluationId: Type.String({ format: 'uuid' }),
    url: Type.String({ format: 'uri-reference', description: 'Path of the evaluation with the whole protocol' }),
  },
  { title: 'LeaderboardEntry' },
);
export type LeaderboardEntry = Static<typeof LeaderboardEntry>;

export function toLeaderboardEntry(row: LeaderboardRow): LeaderboardEntry {
  const metric = ({ id, format }: TaskDefinition<RankedTaskId>) => {
    const value = row.metrics[id] ?? null;
    return value === null ? null : { value, display: formatMetric(value, format) };
  };
  return {
    model: row.model,
    commit: row.commit,
    weightType: row.weightType,
    weightsBase: row.weightsBase,
    metrics: Object.fromEntries(taskDefinitions.map((task) => [task.id, metric(task)])) as LeaderboardEntry['metrics'],
    base: row.base,
    baseCommit: row.baseCommit,
    verdict: row.verdict as LeaderboardEntry['verdict'],
    bitsPerByte: row.bitsPerByte,
    architecture: row.architecture,
    parameters: row.parameters,
    dtype: row.dtype,
    license: row.license,
    submittedAt: row.submittedAt.toISOString(),
    finishedAt: row.finishedAt.toISOString(),
    evaluationId: row.evaluationId,
    url: evaluationPath(row.evaluationId),
  };
}
