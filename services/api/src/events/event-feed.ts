import { setTimeout as sleep } from 'node:timers/promises';
import type { EvaluationEvent, EventPosition, EventStore, EventType, Listener } from '@model-trace/core/storage';
import type { FastifyBaseLogger } from 'fastify';
import { limits } from '../limits.ts';

/** What the API needs of the events. */
export type EventReader = Pick<EventStore, 'now' | 'after' | 'ofEvaluations' | 'current' | 'listen'>;

export interface EventSubscription {
  /** What has arrived, in order; empty after `timeoutMs`, and once `close` was called. */
  next(timeoutMs: number): Promise<EvaluationEvent[]>;
  close(): void;
}

export interface EventFeed {
  /** Events after a position: those of one evaluation, or all of some types. */
  subscribe(wanted: { after: EventPosition; evaluationId?: string; types?: readonly EventType[] }): EventSubscription;
  /** Ends every subscription. */
  close(): Promise<void>;
}

interface Subscriber {
  position: EventPosition;
  evaluationId?: string;
  types?: readonly EventType[];
  waiting: EvaluationEvent[];
  wake(): void;
}

const page = limits.eventPageItems;

/**
 * Reads events for all streams of this process, while there are any. One connection is told of changes; then one query
 * reads what is new for everyone who follows one evaluation, and one for all who follow all and are up to date; who is
 * behind has their own until they are. Who does not take what has arrived is not read for: nothing piles up.
 */
export function createEventFeed({ events, log }: { events: EventReader; log: FastifyBaseLogger }): EventFeed {
  const subscribers = new Set<Subscriber>();
  let bell = Promise.withResolvers<void>();
  let listener: Listener | undefined;
  let reading: Promise<void> | undefined;

  const hand = (to: Subscriber, found: readonly EvaluationEvent[]): void => {
    if (found.length === 0) return;
    to.position = found.at(-1)!.position;
    const wanted = found.filter(({ type }) => to.types?.includes(type) ?? true);
    if (wanted.length === 0) return;
    to.waiting.push(...wanted);
    to.wake();
  };

  /** @returns whether there may be more at once */
  const round = async (): Promise<'more' | 'held' | 'done'> => {
    const free = [...subscribers].filter(({ waiting }) => waiting.length < page);
    const ofOne = free.filter(({ evaluationId }) => evaluationId !== undefined);
    let state: 'more' | 'held' | 'done' = 'done';
    if (ofOne.length > 0) {
      const followed = ofOne.map(({ evaluationId, position }) => ({ id: evaluationId!, after: position }));
      const found = await events.ofEvaluations(followed, { limit: page });
      // Two who follow the same evaluation from different places each have their rows.
      const rows = Map.groupBy(found, ({ data }) => data.id);
      for (const each of ofOne) {
        const id = idOf(each.position);
        const own = rows.get(each.evaluationId!)?.filter(({ position }) => idOf(position) > id) ?? [];
        const unique = own.filter(({ position }, i) => position !== own[i - 1]?.position);
        if (unique.length >= page) state = 'more';
        hand(each, unique.slice(0, page));
      }
    }
    const ofAll = Map.groupBy(
      free.filter(({ evaluationId }) => evaluationId === undefined),
      ({ position }) => position,
    );
    for (const [position, each] of ofAll) {
      const { events: found, held } = await events.after(position, { limit: page });
      for (const one of each) hand(one, found);
      if (found.length === page) state = 'more';
      else if (held && state === 'done') state = 'held';
    }
    return state;
  };

  const read = async (): Promise<void> => {
    listener = events.listen(() => bell.resolve());
    while (subscribers.size > 0) {
      // Who rings from here on rings for another round.
      bell = Promise.withResolvers();
      const state = await round().catch((err) => {
        log.warn({ err }, 'events cannot be read');
        return 'done' as const;
      });
      if (state === 'more') continue;
      const pause = new AbortController();
      const pauseMs = state === 'held' ? limits.eventHeldMs : limits.eventPollMs;
      await Promise.race([bell.promise, sleep(pauseMs, undefined, { signal: pause.signal }).catch(() => {})]);
      pause.abort();
    }
    await listener.close();
  };
  /** A subscriber that comes while the last one's connection is closed waits for that, and starts anew. */
  const start = (): void => {
    if (reading) return;
    reading = read().finally(() => {
      reading = undefined;
      if (subscribers.size > 0) start();
    });
  };

  return {
    subscribe: ({ after, evaluationId, types }) => {
      let arrival = Promise.withResolvers<void>();
      const own: Subscriber = { position: after, evaluationId, types, waiting: [], wake: () => arrival.resolve() };
      subscribers.add(own);
      start();
      bell.resolve();
      return {
        next: async (timeoutMs) => {
          if (own.waiting.length === 0 && subscribers.has(own)) {
            arrival = Promise.withResolvers();
            const pause = new AbortController();
            const timeout = sleep(timeoutMs, undefined, { signal: pause.signal }).catch(() => {});
            await Promise.race([arrival.promise, timeout]);
            pause.abort();
          }
          const arrived = own.waiting;
          own.waiting = [];
          if (arrived.length >= page) bell.resolve();
          return arrived;
        },
        close: () => {
          subscribers.delete(own);
          own.wake();
          bell.resolve();
        },
      };
    },
    close: async () => {
      for (const each of subscribers) {
        subscribers.delete(each);
        each.wake();
      }
      bell.resolve();
      await reading;
    },
  };
}

const idOf = (position: EventPosition): bigint => BigInt(position.slice(position.indexOf('-') + 1));
