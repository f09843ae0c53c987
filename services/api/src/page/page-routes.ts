import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { tagged } from '../http/entity-tags.ts';
import type { BuiltPage } from './built-page.ts';
import type { PageConfig } from './page-config.ts';

/** Where programs ask: an answer there is never the page. */
const ofPrograms = /^\/(v1|docs|admin|health|assets|openapi\.json|config\.json)(\/|$)/;

export interface PageRoutes {
  /** Answers with the page, as something that is not there; false when it is not a person who looks. */
  notFound(request: FastifyRequest, reply: FastifyReply): boolean;
}

/** The page at its own paths, its assets for ever. All from this origin, no script and no style but from a file. */
export async function pageRoutes(
  app: FastifyInstance,
  { page, config }: { page: BuiltPage; config: () => PageConfig },
): Promise<PageRoutes> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    ["style-src 'self'", ...page.styleHashes.map((hash) => `'${hash}'`)].join(' '),
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const send = (request: FastifyRequest, reply: FastifyReply) =>
    reply
      .headers({
        'content-security-policy': policy,
        'cross-origin-opener-policy': 'same-origin',
        'cache-control': 'no-cache',
      })
      .type('text/html; charset=utf-8')
      .send(page.document(request.url.split('?', 1)[0]!, config()));

  await app.register(fastifyStatic, {
    root: page.assetsDir,
    prefix: '/assets/',
    decorateReply: false,
    // A route for each file: what is no file is not found like anything else.
    wildcard: false,
    index: false,
    // As the build compressed them.
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply) => void reply.header('cache-control', 'public, max-age=31536000, immutable'),
  });
  for (const url of page.paths) app.get(url, { ...tagged, schema: { hide: true } }, async (...each) => send(...each));
  return {
    notFound(request, reply) {
      const accepts = request.headers.accept ?? '';
      if (!['GET', 'HEAD'].includes(request.method) || !accepts.includes('text/html')) return false;
      if (ofPrograms.test(request.url.split('?', 1)[0]!)) return false;
      void send(request, reply.code(404).header('vary', 'accept'));
      return true;
    },
  };
}
