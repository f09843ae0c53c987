import { type Evaluation, isFinished } from '@model-trace/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client } from '../service/client.ts';

/** After the client has given up on its own retries. */
const followAgainMs = 2_000;

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
    const follow = async () => {
      while (!stop.signal.aborted) {
        try {
          return show(await client().waitFor(id, { signal: stop.signal, onProgress: show }));
        } catch {
          // Left, or the service went away for long: then asking again says so, and it is followed when it is back.
          if (stop.signal.aborted) return;
          await queries.invalidateQueries({ queryKey: ['evaluation', id] });
          await new Promise((waited) => setTimeout(waited, followAgainMs));
        }
      }
    };
    void follow();
    return () => stop.abort();
  }, [goesOn, id, queries]);
  return result;
}
