import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { keyScheme } from '../auth/route-scope.ts';
import { hoistSchemas } from './hoist-schemas.ts';

/** Everything the page needs comes from this service: no other origin is contacted. */
const documentationPolicy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': "'self'",
  'frame-ancestors': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/**
 * OpenAPI 3.1 from the schemas of the routes at /openapi.json, browsable at /docs. Routes must be added after it.
 * @param options.atRoot  `/` leads there
 */
export async function registerDocumentation(
  app: FastifyInstance,
  { version, atRoot }: { version: string; atRoot: boolean },
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'model-trace',
        version,
        description:
          'Perplexity of open-weight language models, and tests of whether one is derived from another (or was initialised ' +
          'alike). Submit a model, poll its evaluation, read the leaderboard. Errors are problem documents (RFC 9457) with a stable code.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          [keyScheme]: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'mt_ and 46 letters and digits',
            description:
              'A key that `model-trace keys create` made, with the scope that the operation names; `admin` includes ' +
              'the others. Not asked for by a service that runs with AUTH=off.',
          },
        },
      },
      tags: [
        { name: 'evaluations', description: 'Submit a model and follow it' },
        { name: 'events', description: 'What happens, as it happens: server-sent events' },
        { name: 'webhooks', description: 'What happens, sent to an address: Standard Webhooks' },
        { name: 'leaderboard', description: 'Results of all models' },
        { name: 'scans', description: 'One model against many bases' },
        { name: 'tasks', description: 'What can be measured' },
        { name: 'admin', description: 'For operators; the jobs themselves are shown at /admin/queues' },
        { name: 'page', description: 'What the web page is told by the operator' },
        { name: 'errors', description: 'Codes of failures' },
        { name: 'health', description: 'For probes' },
      ],
    },
    transformObject: (document) =>
      'openapiObject' in document ? hoistSchemas(document.openapiObject) : document.swaggerObject,
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: documentationPolicy as Record<string, string | string[]>,
    uiConfig: { docExpansion: 'list', deepLinking: true, tryItOutEnabled: true },
    theme: { title: 'model-trace API' },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  if (atRoot) app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs', 302));
}
