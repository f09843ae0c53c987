import type { FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { limits } from '../limits.ts';

export const pageQuery = {
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1024,
      description: '`nextCursor` of the page before, together with the same filters and order',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.pageItems, description: 'Items per page' })),
};

/** A page of items: the cursor of the next one is in the body and in the header `Link`. */
export function PageOf<Item extends TSchema>(item: Item, title: string) {
  return Type.Object(
    {
      items: Type.Array(item),
      nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'null on the last page' }),
    },
    { title },
  );
}

/** Adds `Link: <…>; rel="next"` (RFC 8288), relative, with the query of this request and the next cursor. */
export function linkNextPage(request: FastifyRequest, reply: FastifyReply, nextCursor: string | null): void {
  if (nextCursor === null) return;
  const [path, query] = request.url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', nextCursor);
  reply.header('link', `<${path}?${parameters}>; rel="next"`);
}
