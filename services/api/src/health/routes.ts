import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ModelTraceError } from '@model-trace/core/errors';
import { Type } from 'typebox';
import { within } from '../http/within.ts';
import { limits } from '../limits.ts';
import { problemResponses } from '../problems/problem-responses.ts';

const Status = Type.Object({ status: Type.Literal('ok') }, { title: 'Health' });
const tags = ['health'];

export interface Pingable {
  ping(): Promise<void>;
}

/** Liveness: the process answers. Readiness: what it needs answers too. */
export const healthRoutes: FastifyPluginAsyncTypebox<{ store: Pingable; queue: Pingable }> = async (
  app,
  { store, queue },
) => {
  app.get(
    '/health/live',
    {
      schema: {
        operationId: 'getLiveness',
        tags,
        summary: 'Whether the process answers',
        response: { 200: { ...Status, description: 'It does' }, ...problemResponses() },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return { status: 'ok' as const };
    },
  );

  app.get(
    '/health/ready',
    {
      schema: {
        operationId: 'getReadiness',
        tags,
        summary: 'Whether the database and the queue answer',
        response: { 200: { ...Status, description: 'Both do' }, ...problemResponses(503) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const needed = { database: store, queue };
      const failures = await Promise.all(
        Object.entries(needed).map(async ([name, service]) => {
          try {
            await within(limits.healthTimeoutMs, `The ${name}`, service.ping());
            return null;
          } catch (err) {
            request.log.error({ err, service: name }, 'service not ready');
            return name;
          }
        }),
      );
      const down = failures.filter((name) => name !== null);
      if (down.length === 0) return { status: 'ok' as const };
      throw new ModelTraceError('UNAVAILABLE', `The ${down.join(' and the ')} cannot be reached`);
    },
  );
};
