import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Headers of every response. The API answers with data, so a browser must neither guess a type nor run, frame or load
 * anything from it; pages (`/docs`) set a wider Content-Security-Policy of their own.
 */
export function setResponseHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'x-request-id': request.id,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  });
}
