import { randomUUID } from 'node:crypto';
import { ModelTraceError } from '@model-trace/core/errors';
import type {
  Base,
  Evaluation,
  LeaderboardRow,
  LineageEdge,
  NewEvaluation,
  Page,
  StoredAnswer,
} from '@model-trace/core/storage';
import type { ApiStore } from '../src/api-store.ts';

/** Keeps evaluations and leaderboard rows in arrays, which tests may fill and read. Cursors are positions. */
export interface FakeStore extends ApiStore {
  evaluations: Evaluation[];
  rows: LeaderboardRow[];
  edges: LineageEdge[];
  registered: Base[];
}

export function fakeStore(): FakeStore {
  const keys = new Map<string, { fingerprint: string; answer: StoredAnswer | null }>();
  const create = ({
    request,
    commit,
    baseCommit,
    priority = 0,
    deadlineAt = null,
    contentKey = null,
    checks = null,
  }: NewEvaluation) => {
    const now = new Date();
    const evaluation: Evaluation = {
      ...{ id: randomUUID(), request, status: 'queued', commit, baseCommit, attempt: 0, attemptsBefore: 0 },
      ...{ priority, deadlineAt, contentKey, keyId: null, organisation: null, checks },
      ...{ progress: null, error: null, results: null },
      ...{ createdAt: now, queuedAt: now, startedAt: null, finishedAt: null, updatedAt: now },
    };
    store.evaluations.push(evaluation);
    return evaluation;
  };
  const store: FakeStore = {
    evaluations: [],
    rows: [],
    edges: [],
    registered: [],
    // Nothing is the same as another here: that is the business of the real one.
    async submit(wanted, { idempotent } = {}) {
      const submitted = wanted.map((each) => ({ outcome: 'created' as const, evaluation: create(each) }));
      if (idempotent) keys.get(idempotent.lease.key)!.answer = idempotent.answer(submitted);
      return submitted;
    },
    async retry(id, { deadlineAt = null } = {}) {
      const evaluation = await store.get(id);
      if (evaluation === null) return null;
      const retried = ['failed', 'canceled', 'expired'].includes(evaluation.status);
      if (retried) Object.assign(evaluation, { status: 'queued', deadlineAt, attemptsBefore: evaluation.attempt });
      return { retried, evaluation };
    },
    administration: {
      unfinished: async () => ({ queued: store.evaluations.length, running: 0 }),
      paused: async () => null,
      setPaused: async () => {},
      cancelQueued: async () => [],
      setPriority: async () => null,
    },
    finished: async (ids) =>
      ids.filter((id) => !store.evaluations.some((each) => each.id === id && /queued|running/.test(each.status))),
    queuePace: async () => ({ running: 0, meanDurationMs: null }),
    idempotency: {
      async begin({ owner, key, fingerprint }) {
        const known = keys.get(key);
        if (known === undefined) {
          keys.set(key, { fingerprint, answer: null });
          return { state: 'first', lease: { owner, key, since: new Date() } };
        }
        if (known.fingerprint !== fingerprint) return { state: 'different' };
        return known.answer === null ? { state: 'under way' } : { state: 'done', answer: known.answer };
      },
      finish: async ({ key }, answer) => void Object.assign(keys.get(key)!, { answer }),
      release: async ({ key }) => void (keys.get(key)?.answer === null && keys.delete(key)),
      forget: async () => 0,
    },
    get: async (id) => store.evaluations.find((evaluation) => evaluation.id === id) ?? null,
    attempts: async () => [],
    findSame: async () => null,
    evaluationPace: async () => null,
    version: async (id) => store.evaluations.find((evaluation) => evaluation.id === id) ?? null,
    list: async ({ status, model, keyId, cursor, limit }) => {
      const matching = store.evaluations
        .toReversed()
        .filter(
          (each) =>
            (!status || each.status === status) &&
            (!model || each.request.model === model) &&
            (!keyId || each.keyId === keyId),
        );
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
    lineage: async ({ cursor, limit }) => page(store.edges, { cursor, limit }),
    bases: {
      list: async () => store.registered,
      add: async (base) => {
        const added = { ...base, id: randomUUID(), createdAt: new Date() };
        store.registered.push(added);
        return { base: added, added: true };
      },
      remove: async () => false,
    },
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
