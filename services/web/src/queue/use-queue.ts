import type { EvaluationSummary, Page } from '@model-trace/client';
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client } from '../service/client.ts';
import { useLiveEvents } from '../service/use-live-events.ts';

export const queueRows = 100;
/** Queued ones whose place is asked for, each by a request of its own. */
const placesAtOnce = 10;
const gatherMs = 700;

const types = [
  ...(['evaluation.queued', 'evaluation.running', 'evaluation.progress', 'evaluation.requeued'] as const),
  ...(['evaluation.succeeded', 'evaluation.failed', 'evaluation.canceled', 'evaluation.expired'] as const),
];

const keyOf = (status: EvaluationSummary['status']) => ['queue', status] as const;

/** Evaluations of one status, newest first. */
export function useEvaluations(status: EvaluationSummary['status']) {
  return useQuery({
    queryKey: keyOf(status),
    queryFn: ({ signal }) => client().evaluationPage({ status, limit: queueRows }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Where the first of those that wait stand, and when each is expected to start. */
export function usePlaces(queued: readonly EvaluationSummary[]) {
  const results = useQueries({
    queries: queued.slice(0, placesAtOnce).map(({ id }) => ({
      queryKey: ['queue', 'place', id],
      queryFn: () => client().evaluation(id),
    })),
  });
  return new Map(results.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])));
}

/** Keeps what is shown of the queue up to date: progress as it is told, the rest by asking again, not more often than needed. */
export function useLiveQueue(): void {
  const queries = useQueryClient();
  const [changes, setChanges] = useState(0);
  useLiveEvents(types, {
    onReturn: () => void queries.invalidateQueries({ queryKey: ['queue'] }),
    onEvent({ type, data }) {
      if (type !== 'evaluation.progress') return setChanges((known) => known + 1);
      queries.setQueryData<Page<EvaluationSummary>>(
        keyOf('running'),
        (page) =>
          page && { ...page, items: page.items.map((item) => (item.id === data.id ? { ...item, ...data } : item)) },
      );
    },
  });
  useEffect(() => {
    if (changes === 0) return;
    const timer = setTimeout(() => void queries.invalidateQueries({ queryKey: ['queue'] }), gatherMs);
    return () => clearTimeout(timer);
  }, [changes, queries]);
}
