import { ModelTraceError } from '@model-trace/core/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { limits } from '../limits.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Until an answer is given up; by default `limits.handlerTimeoutMs`. */
    answerWithinMs?: number;
  }
}

/**
 * An answer that takes too long is UNAVAILABLE; one that has begun is cut. One timer looks at all requests: Fastify's own
 * `handlerTimeout` gives each a timer and a signal which it aborts at the end, a tenth of all that a submission cost.
 * Routes must be added after it.
 */
export function limitAnswerTime(
  app: FastifyInstance,
  { lookEveryMs = limits.answerLookMs }: { lookEveryMs?: number } = {},
): void {
  const underWay = new Map<FastifyRequest, { reply: FastifyReply; until: number }>();
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [request, { reply, until }] of underWay) {
      // What ended without an answer, or answers by itself: nothing tells of it.
      const over = reply.sent || reply.raw.destroyed;
      if (!over && now < until) continue;
      underWay.delete(request);
      if (over) continue;
      const error = new ModelTraceError('UNAVAILABLE', 'The answer took too long');
      if (reply.raw.headersSent) reply.raw.destroy(error);
      else reply.send(error);
    }
  }, lookEveryMs).unref();
  app.addHook('onClose', async () => clearInterval(timer));
  app.addHook('onRequest', (request, reply, done) => {
    const { answerWithinMs = limits.handlerTimeoutMs } = request.routeOptions.config;
    underWay.set(request, { reply, until: performance.now() + answerWithinMs });
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    underWay.delete(request);
    done();
  });
}
