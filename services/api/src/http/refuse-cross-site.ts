import { ModelTraceError } from '@model-trace/core/errors';
import type { FastifyInstance } from 'fastify';

/**
 * Browsers say by Sec-Fetch-Site where a request comes from. A page elsewhere may not make the browser of someone who can
 * reach this service, or has given it a password, change anything: canceling and draining take no body, so that nothing
 * else would stop it.
 */
export function refuseCrossSite(app: FastifyInstance): void {
  app.addHook('onRequest', ({ method, headers }, _reply, done) => {
    const from = headers['sec-fetch-site'];
    if (from === undefined || from === 'same-origin' || from === 'none') return done();
    if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return done();
    throw new ModelTraceError('CROSS_SITE', `A page of another site (${JSON.stringify(from)}) sent this request`, {
      fix: 'Send it from a program, or from a page of this service.',
    });
  });
}
