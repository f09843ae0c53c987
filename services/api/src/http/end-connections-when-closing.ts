import type { FastifyInstance } from 'fastify';

/**
 * Answers given while the service closes end their connection. Fastify closes the idle ones; one that was busy would stay
 * open for as long as it may be idle, and hold up the end of the process.
 */
export function endConnectionsWhenClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
}
