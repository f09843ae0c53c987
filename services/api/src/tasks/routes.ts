import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { RankedTaskId, StatisticId } from '@model-trace/core/results';
import { Type } from 'typebox';
import { taskDefinitions } from '../leaderboard/leaderboard-entry.ts';
import { problemResponses } from '../problems/problem-responses.ts';

const Task = Type.Object(
  {
    id: RankedTaskId,
    benchmark: Type.String(),
    metric: Type.String({ description: 'The number of the result that the leaderboard shows' }),
    column: Type.String({ description: "Heading of the leaderboard's column" }),
    format: Type.Union([Type.Literal('number'), Type.Literal('log10')], {
      description: 'log10: a p-value carried as its decimal logarithm',
    }),
    lowerIsBetter: Type.Boolean(),
    description: Type.String(),
    statistics: Type.Array(StatisticId, { description: 'What `statistics` of a request may name for this task' }),
  },
  { title: 'Task' },
);

/** GET /v1/tasks: the registry of tasks that also gives the worker its work and the leaderboard its columns. */
export const taskRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/tasks',
    {
      schema: {
        operationId: 'listTasks',
        tags: ['tasks'],
        summary: 'What can be measured',
        response: {
          200: Type.Object({ items: Type.Array(Task) }, { title: 'TaskList', description: 'All tasks' }),
          ...problemResponses(),
        },
      },
    },
    async () => ({
      items: taskDefinitions.map(({ id, benchmark, metric, column, format, lowerIsBetter, description }) => ({
        ...{ id, benchmark, metric, column, format, lowerIsBetter, description },
        statistics: id === 'trace' ? StatisticId.anyOf.map((statistic) => statistic.const) : [],
      })),
    }),
  );
};
