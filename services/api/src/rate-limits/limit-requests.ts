import rateLimit, { type CreateRateLimitOptions } from '@fastify/rate-limit';
import { ModelTraceError } from '@model-trace/core/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const windowSeconds = 60;

/** Counts a request against a limit. @throws RATE_LIMITED */
export type CountRequest = (request: FastifyRequest) => Promise<void>;

/**
 * Counters of requests in this process, in windows of a minute: by key, and where there is none by address (IPv6 by /64,
 * which is what one subscriber has).
 */
export async function requestCounters(
  app: FastifyInstance,
  { perMinute }: { perMinute: number },
): Promise<{ byKey: CountRequest; byAddress: CountRequest }> {
  await app.register(rateLimit, { global: false });
  const counter = (options: CreateRateLimitOptions): CountRequest => {
    const count = app.createRateLimit({ ...options, max: perMinute, timeWindow: windowSeconds * 1000 });
    return async (request) => {
      const state = await count(request);
      if (state.isAllowed) return;
      const { remaining, ttlInSeconds: resetSeconds } = state;
      request.quotas.push({ name: 'requests', limit: perMinute, windowSeconds, remaining, resetSeconds });
      if (!state.isExceeded) return;
      throw new ModelTraceError('RATE_LIMITED', `More than ${perMinute} requests in a minute`, {
        fix: 'Wait as long as Retry-After says; wait for results with `Prefer: wait` or events instead of polling.',
        details: { retryAfterSeconds: Math.max(1, resetSeconds) },
      });
    };
  };
  return { byKey: counter({ keyGenerator: ({ apiKey }) => apiKey!.id }), byAddress: counter({}) };
}

/** Every request to a route that asks for a scope counts; probes and documentation do not. */
export function limitRequests(
  app: FastifyInstance,
  { byKey, byAddress }: Record<'byKey' | 'byAddress', CountRequest>,
): void {
  app.addHook('onRequest', async (request) => {
    const { scope } = request.routeOptions.config;
    if (scope === null || scope === undefined) return;
    await (request.apiKey === null ? byAddress : byKey)(request);
  });
}
