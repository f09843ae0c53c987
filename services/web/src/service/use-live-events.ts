import type { EvaluationEvent, EventType } from '@model-trace/client';
import { useEffect, useEffectEvent } from 'react';
import { client } from './client.ts';

/**
 * Calls back for what happens to evaluations while the page is looked at. Connections of a browser to one origin are few, and
 * a tab in the background would hold one: it lets go of it, and calls `onReturn` when it is back.
 */
export function useLiveEvents(
  types: readonly EventType[],
  { onEvent, onReturn }: { onEvent: (event: EvaluationEvent) => void; onReturn?: () => void },
): void {
  const tell = useEffectEvent(onEvent);
  const back = useEffectEvent(() => onReturn?.());
  const wanted = types.join();
  useEffect(() => {
    let stop: AbortController | undefined;
    const follow = async (signal: AbortSignal) => {
      try {
        const stream = client().allEvents({ types: wanted.split(',') as EventType[], signal });
        for await (const event of stream) tell(event);
      } catch {
        // Live updates are an addition: what is shown has its own requests, which say what is wrong.
      }
    };
    const change = () => {
      if (document.hidden) {
        stop?.abort();
        stop = undefined;
      } else if (stop === undefined) {
        stop = new AbortController();
        void follow(stop.signal);
        back();
      }
    };
    change();
    document.addEventListener('visibilitychange', change);
    return () => {
      document.removeEventListener('visibilitychange', change);
      stop?.abort();
    };
  }, [wanted]);
}
