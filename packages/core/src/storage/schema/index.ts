export { apiKeys, type KeyScope } from './api-keys.ts';
export { attempts } from './attempts.ts';
export { bases } from './bases.ts';
export { evaluations } from './evaluations.ts';
export { events } from './events.ts';
export { idempotencyKeys } from './idempotency-keys.ts';
export { leaderboard } from './leaderboard.ts';
export { results } from './results.ts';
export { webhookDeliveries, webhooks } from './webhooks.ts';
