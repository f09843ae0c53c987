import { firstPosition } from '@model-trace/core/storage';
import type { EventReader } from '../src/events/event-feed.ts';

/** A database in which nothing happens. */
export const fakeEvents: EventReader = {
  now: async () => firstPosition,
  after: async () => ({ events: [], held: false }),
  ofEvaluations: async () => [],
  current: async () => null,
  listen: () => ({ close: async () => {} }),
};
