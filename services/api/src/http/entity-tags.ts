import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest, onSendHookHandler } from 'fastify';
import { Type } from 'typebox';

export const ConditionalHeaders = Type.Object({
  'if-none-match': Type.Optional(
    Type.String({ description: 'ETags that the client has; 304 when the answer would be one of them' }),
  ),
});
export const Etag = Type.String({ description: 'Changes whenever the answer does; send it in If-None-Match' });
export const NotModified = {
  ...Type.Null({ description: 'What the client has is what it would get' }),
  headers: { etag: Etag },
};

/**
 * Hooks of a route whose answers have an ETag: a strong one, the digest of the bytes, unless the handler gave one that
 * costs less. Who has the same already is told so in a 304 (RFC 9110, section 13.1.2).
 */
export const tagged = {
  onSend: async (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    // A stream is not known before it is sent.
    if (reply.statusCode !== 200 || typeof payload !== 'string') return payload;
    const tag = reply.getHeader('etag') ?? `"${createHash('sha256').update(payload).digest('base64url').slice(0, 27)}"`;
    reply.header('etag', tag);
    if (reply.getHeader('cache-control') === undefined) revalidate(reply);
    return matches(request, String(tag)) ? notModified(reply) : payload;
  },
};

/** Whoever keeps the answer asks whether it still is the same before it is used. */
export function revalidate(reply: FastifyReply): void {
  reply.header('cache-control', 'private, no-cache');
}

/** Whether the client has a representation with this tag, in whatever coding it was sent. */
export function matches({ headers }: FastifyRequest, tag: string): boolean {
  const given = headers['if-none-match'];
  if (given === undefined) return false;
  if (given.trim() === '*') return true;
  return [...given.matchAll(/"[^"]*"/g)].some(([each]) => each.replace(codingSuffix, '"') === tag);
}

/** Makes the answer a 304; its body is what this returns. */
export function notModified(reply: FastifyReply): null {
  reply.code(304).removeHeader('content-type').removeHeader('content-length').removeHeader('link');
  return null;
}

const codingSuffix = /-(?:br|gzip)"$/;

/**
 * A strong tag names bytes, so those of a compressed answer are others: `"x"` is sent as `"x-gzip"`. Must be registered
 * after what compresses, and before the routes.
 */
export function tagCodings(app: FastifyInstance): void {
  const onSend: onSendHookHandler = (_request, reply, payload, done) => {
    const coding = reply.getHeader('content-encoding');
    const tag = reply.getHeader('etag');
    if (typeof tag === 'string' && /^(br|gzip)$/.test(String(coding)) && !codingSuffix.test(tag))
      reply.header('etag', tag.replace(/"$/, `-${coding}"`));
    done(null, payload);
  };
  app.addHook('onRoute', (route) => {
    route.onSend = [...[route.onSend ?? []].flat(), onSend] as typeof route.onSend;
  });
}
