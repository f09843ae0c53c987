import { ModelTraceError } from '@model-trace/core/errors';
import type { ApiKey, KeyScope } from '@model-trace/core/storage';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CountRequest } from '../rate-limits/limit-requests.ts';
import { credentials } from './credentials.ts';
import { type Keys, keyCache } from './key-cache.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The key it was sent with; null where keys are off or none is needed. */
    apiKey: ApiKey | null;
  }
}

const realm = 'realm="model-trace"';

/** Whether a key with these scopes may do what `needed` says. */
export function allows(scopes: readonly KeyScope[], needed: KeyScope): boolean {
  return scopes.includes(needed) || scopes.includes('admin');
}

/**
 * Asks for a key with the scope of the route before anything else of the request is looked at, if only its body.
 * 401 says how to send one, 403 which scope is missing (RFC 6750).
 */
export function authenticate(
  app: FastifyInstance,
  keys: Keys,
  { onRefused = async () => {} }: { onRefused?: CountRequest } = {},
): void {
  const find = keyCache(keys);
  app.addHook('onRequest', async (request, reply) => {
    const { scope } = request.routeOptions.config;
    // Undefined: there is no such route, and the answer says so.
    if (scope === null || scope === undefined) return;
    const key = await keyOf(request, { find, reply, onRefused });
    if (!allows(key.scopes, scope)) {
      reply.header('www-authenticate', `Bearer ${realm}, error="insufficient_scope", scope="${scope}"`);
      throw new ModelTraceError('SCOPE_MISSING', `The key ${key.prefix}… has not the scope "${scope}"`, {
        fix: `Use a key made with --scopes ${scope}`,
      });
    }
    request.apiKey = key;
    noteUse(request, { key, keys });
  });
}

async function keyOf(
  request: FastifyRequest,
  how: { find: (text: string) => Promise<ApiKey | null>; reply: FastifyReply; onRefused: CountRequest },
): Promise<ApiKey> {
  const { find, reply, onRefused } = how;
  // Pages for browsers, which ask for a name and a password by themselves.
  const basic = request.routeOptions.url?.startsWith('/admin/') ?? false;
  const text = credentials(request.headers.authorization, { basic });
  const challenge = (more: string) => `${basic ? `Basic ${realm}, charset="UTF-8"` : `Bearer ${realm}${more}`}`;
  const key = text === null ? null : await find(text);
  if (key !== null) return key;
  // Whoever guesses is slowed down.
  await onRefused(request);
  if (text === null) {
    reply.header('www-authenticate', challenge(''));
    throw new ModelTraceError('KEY_MISSING', 'The request brings no key', {
      fix: basic
        ? 'Give a key with the scope "admin" as the password; any name will do'
        : 'Send the header Authorization: Bearer <key>; `model-trace keys create` makes one',
    });
  }
  reply.header('www-authenticate', challenge(', error="invalid_token"'));
  // Not the text itself: it may be a key of something else.
  throw new ModelTraceError('KEY_INVALID', 'The key is not one of this service, or was revoked', {
    fix: '`model-trace keys list` shows the keys that are valid',
  });
}

function noteUse(request: FastifyRequest, { key, keys }: { key: ApiKey; keys: Keys }): void {
  if (key.lastUsedAt !== null && Date.now() - key.lastUsedAt.getTime() < 60_000) return;
  // The cached key would be noted again and again otherwise.
  key.lastUsedAt = new Date();
  keys.touch(key.id).catch((err) => request.log.warn({ err, keyId: key.id }, 'use of a key not noted'));
}
