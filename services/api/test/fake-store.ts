import { randomUUID } from 'node:crypto';
import { ModelTraceError } from '@model-trace/core/errors';
import type { Evaluation, LeaderboardRow, Page } from '@model-trace/core/storage';
import type { ApiStore } from '../src/api-store.ts';

/** Keeps evaluations and leaderboard rows in arrays, which tests may fill and read. Cursors are positions. */
export interface FakeStore extends ApiStore {
  evaluations: Evaluation[];
  rows: LeaderboardRow[];
}

export function fakeStore(): FakeStore {
  const store: FakeStore = {
    evaluations: [],
    rows: [],
    async create({ request, commit, baseCommit }) {
      const now = new Date();
      const evaluation: Evaluation = {
        ...{ id: randomUUID(), request, status: 'queued', commit, baseCommit, attempt: 0 },
        ...{ priority: 0, deadlineAt: null, contentKey: null, keyId: null, organisation: null },
        ...{ progress: null, error: null, results: null },
        ...{ createdAt: now, queuedAt: now, startedAt: null, finishedAt: null, updatedAt: now },
      };
      store.evaluations.push(evaluation);
      return evaluation;
    },
    get: async (id) => store.evaluations.find((evaluation) => evaluation.id === id) ?? null,
    list: async ({ status, model, cursor, limit }) => {
      const matching = store.evaluations
        .toReversed()
        .filter((each) => (!status || each.status === status) && (!model || each.request.model === model));
      return page(matching, { cursor, limit });
    },
    async cancel(id) {
      const evaluation = await store.get(id);
      if (evaluation?.status === 'queued' || evaluation?.status === 'running') evaluation.status = 'canceled';
      return evaluation;
    },
    queuePosition: async (id) => {
      const queued = store.evaluations.filter(({ status }) => status === 'queued');
      const position = queued.findIndex((evaluation) => evaluation.id === id);
      return position < 0 ? null : position;
    },
    leaderboard: async ({ cursor, limit }) => page(store.rows, { cursor, limit }),
    ping: async () => {},
  };
  return store;
}

function page<T>(items: T[], { cursor, limit }: { cursor?: string; limit: number }): Page<T> {
  const start = cursor === undefined ? 0 : Number(/^at-(\d+)$/.exec(cursor)?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw new ModelTraceError('CURSOR_INVALID', `"${cursor}" is not a cursor of this list`);
  const end = start + limit;
  return { items: items.slice(start, end), nextCursor: end < items.length ? `at-${end}` : null };
}
