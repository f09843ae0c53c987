import type { FastifyBaseLogger } from 'fastify';
import type { ApiStore } from '../api-store.ts';
import { limits } from '../limits.ts';

export interface FinishWatch {
  /** Resolves when the evaluation has ended, after `timeoutMs`, or when `signal` aborts: look at it then. */
  wait(id: string, options: { timeoutMs: number; signal: AbortSignal }): Promise<void>;
  /** Lets everyone go. */
  close(): void;
}

/**
 * Who waits for which evaluation. One query a tick asks for all of them, by primary key: no connection is held, it works
 * with the queue on either server, and a thousand who wait cost as much as one.
 */
export function createFinishWatch({
  store,
  log,
}: {
  store: Pick<ApiStore, 'finished'>;
  log: FastifyBaseLogger;
}): FinishWatch {
  const waiting = new Map<string, Set<() => void>>();
  const closing = new AbortController();
  let looking = false;

  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    while (waiting.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, limits.waitPollMs));
      try {
        for (const id of await store.finished([...waiting.keys()])) for (const wake of waiting.get(id) ?? []) wake();
      } catch (err) {
        // The database is away for a moment: who waits finds out when their time is over.
        log.warn({ err }, 'evaluations that are waited for cannot be looked at');
      }
    }
    looking = false;
  };

  return {
    wait: (id, { timeoutMs, signal: given }) =>
      new Promise((resolve) => {
        const signal = AbortSignal.any([given, closing.signal]);
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          const others = waiting.get(id);
          others?.delete(wake);
          if (others?.size === 0) waiting.delete(id);
          resolve();
        };
        const timer = setTimeout(wake, timeoutMs);
        signal.addEventListener('abort', wake, { once: true });
        waiting.set(id, (waiting.get(id) ?? new Set()).add(wake));
        if (signal.aborted) wake();
        else void look();
      }),
    close: () => closing.abort(),
  };
}
