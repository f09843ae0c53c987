import type { KeyScope } from '@model-trace/core/storage';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { problemResponses } from '../problems/problem-responses.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key must allow; null: no key is needed. By default what the method and the path imply. */
    scope?: KeyScope | null;
  }
}

/** Name of the scheme in the OpenAPI document. */
export const keyScheme = 'key';

/**
 * Gives every route that is added later its scope, and the OpenAPI document what follows from it. A new route needs a key
 * unless it says otherwise: the one that is forgotten is closed.
 */
export function addScopes(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const scope = scopeOf(route);
    route.config = { ...route.config, scope };
    if (scope === null || route.schema === undefined || route.schema.hide) return;
    route.schema = {
      ...route.schema,
      security: [{ [keyScheme]: [scope] }],
      response: { ...problemResponses(401, 403, 429), ...(route.schema.response as object) },
    };
  });
}

function scopeOf({ url, method, config }: RouteOptions): KeyScope | null {
  if (config?.scope !== undefined) return config.scope;
  if (/^\/(v1\/)?admin(\/|$)/.test(url)) return 'admin';
  // Health, documentation: no data of anybody.
  if (!url.startsWith('/v1/')) return null;
  return [method].flat().every((each) => each === 'GET' || each === 'HEAD') ? 'read' : 'submit';
}
