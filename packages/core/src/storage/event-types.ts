/** What ends an evaluation; a retry may follow. */
export const finalEventTypes = [
  'evaluation.succeeded',
  'evaluation.failed',
  'evaluation.canceled',
  'evaluation.expired',
] as const;

/** What happens to an evaluation. `requeued`: an attempt ended and another will start. */
export const eventTypes = [
  'evaluation.queued',
  'evaluation.running',
  'evaluation.progress',
  'evaluation.requeued',
  ...finalEventTypes,
] as const;
export type EventType = (typeof eventTypes)[number];

export const isFinalEvent = (type: EventType): boolean => finalEventTypes.some((final) => final === type);
