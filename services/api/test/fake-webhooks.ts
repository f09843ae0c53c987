import { randomUUID } from 'node:crypto';
import type { Webhooks } from '../src/webhooks/routes.ts';

/** A store that forgets what it is given. */
export const fakeWebhooks: Webhooks = {
  create: async ({ url, eventTypes = null, keyId = null }) => ({
    ...{ id: randomUUID(), evaluationId: null, keyId, url, eventTypes: eventTypes && [...eventTypes] },
    ...{ disabled: false, createdAt: new Date() },
  }),
  get: async () => null,
  list: async () => [],
  remove: async () => false,
  rotate: async () => false,
  deliveries: async () => [],
  replay: async () => null,
};
