import { createHash } from 'node:crypto';
import { ModelTraceError } from '@model-trace/core/errors';
import type { IdempotencyLease, IdempotencyStore, StoredAnswer } from '@model-trace/core/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { limits } from '../limits.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request with an Idempotency-Key that is the first with it. */
    idempotency: IdempotencyLease | null;
  }
}

/** Headers of an answer that belong to it, and not to the request it was given to. */
const keptHeaders = ['content-type', 'location', 'retry-after', 'preference-applied'];

/**
 * Hooks of a route that takes an Idempotency-Key. The handler must store its answer together with what it does (see
 * SubmitOptions); after that the answer is replaced by what was really sent. An answer that stored nothing, so every
 * refusal, is forgotten: the corrected request may use the key again.
 */
export function idempotent(store: IdempotencyStore) {
  return {
    preHandler: async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
      const key = request.headers['idempotency-key'];
      if (typeof key !== 'string') return;
      const fingerprint = createHash('sha256')
        .update(JSON.stringify([request.method, request.routeOptions.url, request.query, request.body]))
        .digest('hex');
      const start = await store.begin({
        owner: request.apiKey?.id ?? 'anonymous',
        key,
        fingerprint,
        leaseMs: limits.idempotencyLeaseMs,
      });
      switch (start.state) {
        case 'first':
          request.idempotency = start.lease;
          return;
        case 'done':
          reply.code(start.answer.status).headers(start.answer.headers).header('idempotency-replayed', 'true');
          return reply.send(start.answer.body);
        case 'under way':
          reply.header('retry-after', 1);
          throw new ModelTraceError('IDEMPOTENCY_IN_FLIGHT', `The first request with the key "${key}" is under way`, {
            fix: 'Send it again with the same key in a moment',
          });
        case 'different':
          throw new ModelTraceError('IDEMPOTENCY_KEY_REUSED', `"${key}" was used for another request within 24 hours`, {
            fix: 'Use a new key for each request, and the same one only to repeat it',
          });
      }
    },
    onSend: async (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<void> => {
      const lease = request.idempotency;
      if (lease === null) return;
      try {
        if (reply.statusCode >= 400) await store.release(lease);
        else await store.finish(lease, answerOf(reply, String(payload)));
      } catch (err) {
        // What was stored with the evaluation stays as the answer, or the lease runs out.
        request.log.warn({ err }, 'answer not stored for its idempotency key');
      }
    },
  };
}

function answerOf(reply: FastifyReply, body: string): StoredAnswer {
  const headers = keptHeaders.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, String(value)]];
  });
  return { status: reply.statusCode, headers: Object.fromEntries(headers), body };
}
