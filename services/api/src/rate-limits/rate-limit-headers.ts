import type { QuotaState } from '@model-trace/core/storage';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Limits that this request was counted for. */
    quotas: RateState[];
  }
}

/** How far a limit is used, of requests or of submissions. */
export interface RateState extends Omit<QuotaState, 'name'> {
  name: QuotaState['name'] | 'requests';
}

/**
 * Answers say how far the limits are used, by `RateLimit-Policy` (quota q in w seconds) and `RateLimit` (r are left, t
 * seconds until more are): draft-ietf-httpapi-ratelimit-headers-10.
 */
export function sendRateLimitHeaders(app: FastifyInstance): void {
  app.decorateRequest('quotas');
  app.addHook('onRequest', (request, _reply, done) => {
    request.quotas = [];
    done();
  });
  app.addHook('onSend', ({ quotas }, reply, _payload, done) => {
    // Undefined: what came before any route was known.
    if (quotas === undefined || quotas.length === 0) return done();
    reply.header(
      'ratelimit-policy',
      quotas.map((each) => `"${each.name}";q=${each.limit};w=${each.windowSeconds}`).join(', '),
    );
    reply.header(
      'ratelimit',
      quotas.map((each) => `"${each.name}";r=${each.remaining};t=${each.resetSeconds}`).join(', '),
    );
    done();
  });
}
