export type { Base, BaseStore, NewBase } from './base-store.ts';
export { createEvaluationStore } from './create-evaluation-store.ts';
export type { DatabaseOptions } from './database.ts';
export * from './evaluation-store.ts';
export { comparePositions, type EventPosition, firstPosition, parsePosition } from './event-position.ts';
export {
  createEventStore,
  type EvaluationEvent,
  type EventData,
  type EventPage,
  type EventStore,
} from './event-store.ts';
export { type EventType, eventTypes, finalEventTypes, isFinalEvent } from './event-types.ts';
export { type ApiKey, createKeyStore, type KeyStore } from './key-store.ts';
export type { Listener } from './listen.ts';
export { migrate } from './migrate.ts';
export { refuseNewerDatabase } from './refuse-newer-database.ts';
export { type KeyScope, keyScopes } from './schema/api-keys.ts';
export { isUuid } from './uuid-v7.ts';
export {
  createWebhookStore,
  type DueDelivery,
  type NewWebhook,
  type Webhook,
  type WebhookDelivery,
  type WebhookStore,
  type WebhookTry,
} from './webhook-store.ts';
