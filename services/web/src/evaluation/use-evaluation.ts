import { type Evaluation, isFinished } from '@model-trace/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from '../service/client.ts';

/** An evaluation, followed by its events until it has ended. */
export function useEvaluation(id: string) {
  const queries = useQueryClient();
  const result = useQuery({
    queryKey: ['evaluation', id],
    queryFn: () => client().evaluation(id),
    // Nothing of one that has ended changes, unless it is tried again here.
    staleTime: ({ state }) => (state.data && isFinished(state.data) ? Number.POSITIVE_INFINITY : 5_000),
  });
  const goesOn = result.data !== undefined && !isFinished(result.data);
  useEffect(() => {
    if (!goesOn) return;
    const stop = new AbortController();
    const show = (evaluation: Evaluation) => queries.setQueryData(['evaluation', id], evaluation);
    client()
      .waitFor(id, { signal: stop.signal, onProgress: show })
      .then(show)
      .catch(() => {
        // Left, or the service went away: then asking again says so.
        if (!stop.signal.aborted) void queries.invalidateQueries({ queryKey: ['evaluation', id] });
      });
    return () => stop.abort();
  }, [goesOn, id, queries]);
  return result;
}
