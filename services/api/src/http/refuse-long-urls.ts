import { ModelTraceError } from '@model-trace/core/errors';
import type { FastifyInstance } from 'fastify';
import { limits } from '../limits.ts';

/** Before anything reads them. @throws URI_TOO_LONG; what does not even fit into the headers never becomes a request */
export function refuseLongUrls(app: FastifyInstance): void {
  app.addHook('onRequest', ({ url }, _reply, done) => {
    if (url.length <= limits.urlChars) return done();
    throw new ModelTraceError(
      'URI_TOO_LONG',
      `The address has ${url.length} characters of at most ${limits.urlChars}`,
      {
        fix: 'Leave out what is not needed; cursors are used as they were given.',
      },
    );
  });
}
