import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { EvaluationQueue } from '@model-trace/core/queue';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from '../problems/problem-handlers.ts';

const prefix = '/admin/queues';

/** The page sets styles by script and would load fonts from elsewhere, which it may not: it uses those of the system. */
const boardPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The jobs of the queue in a browser, on Redis and on PostgreSQL. It shows and changes nothing: a job that was removed here
 * would be back with the next sweep, since the database is the truth. The routes under /v1/admin change both.
 */
export async function queueBoard(
  app: FastifyInstance,
  { queue }: { queue: Pick<EvaluationQueue, 'bull'> },
): Promise<void> {
  const adapter = new FastifyAdapter();
  adapter.setBasePath(prefix);
  const board = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'model-trace' } },
  });
  let shown: object | undefined;
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', boardPolicy).header('cache-control', 'no-store');
      // Another one after the first connection failed.
      const current = await queue.bull();
      if (current === shown) return;
      shown = current;
      board.replaceQueues([new BullMQAdapter(current, { readOnlyMode: true })]);
    });
    await scope.register(
      (inner, options, done) => {
        // Its own handler would answer 500 to whoever brings no key.
        const withOurErrors = Object.create(inner, { setErrorHandler: { value: () => inner } });
        adapter.registerPlugin()(withOurErrors, options as never, done);
      },
      { prefix },
    );
    scope.setErrorHandler(sendProblem);
  });
}
