import { useEffect, useState } from 'react';

/** At the latest after so long, however busy the page is. */
const longestMs = 1_000;

/** The newest value for which nothing more was coming, once the page has time for what is not urgent; undefined before the first. */
export function useSettled<T>(value: T | undefined, { coming }: { coming: boolean }): T | undefined {
  const [settled, setSettled] = useState<T>();
  useEffect(() => {
    if (coming || value === undefined) return;
    return whenIdle(() => setSettled(() => value));
  }, [value, coming]);
  return settled;
}

/** @returns what calls it off */
function whenIdle(work: () => void): () => void {
  // Safari has no requestIdleCallback.
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(work, 50);
    return () => clearTimeout(timer);
  }
  const request = requestIdleCallback(work, { timeout: longestMs });
  return () => cancelIdleCallback(request);
}
