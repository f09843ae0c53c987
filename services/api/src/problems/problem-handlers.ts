import { ModelTraceError } from '@model-trace/core/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { limits } from '../limits.ts';
import type { RateState } from '../rate-limits/rate-limit-headers.ts';
import { errorFromRequest } from './error-from-request.ts';
import { problemFrom, problemMediaType } from './problem.ts';

/** Answers with the problem details of whatever was thrown, and logs it once with its request id. */
export function sendProblem(caught: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = errorFromRequest(caught, request);
  const problem = problemFrom(error, { instance: pathOf(request), requestId: request.id });
  if (problem.status >= 500) request.log.error({ err: caught, code: error.code }, 'request failed');
  else request.log.debug({ code: error.code, detail: error.message }, 'request refused');
  const { retryAfterSeconds, quota } = error.details ?? {};
  if (typeof retryAfterSeconds === 'number') reply.header('retry-after', retryAfterSeconds);
  if (quota !== undefined) request.quotas?.push(quota as RateState);
  if (problem.status === 503) reply.header('retry-after', limits.retryAfterSeconds);
  reply.code(problem.status).header('cache-control', 'no-store').type(problemMediaType).send(problem);
}

/**
 * Every answer that is not a success is a problem: thrown errors, unknown paths, and methods a path does not take.
 * @param options.notFound  answers by itself where it returns true: a person gets a page that says so
 */
export function registerProblemHandlers(
  app: FastifyInstance,
  { notFound = () => false }: { notFound?: (request: FastifyRequest, reply: FastifyReply) => boolean } = {},
): void {
  app.setErrorHandler(sendProblem);
  const allowedMethods = collectRoutes(app);
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const methods = allowedMethods(path);
    // A route that matches but answers not found by itself: a documentation file that does not exist.
    if (methods.length === 0 && notFound(request, reply)) return;
    if (methods.length === 0 || methods.includes(request.method))
      throw new ModelTraceError('NOT_FOUND', `There is nothing at ${path}`, { fix: 'All paths are listed at /docs' });
    reply.header('allow', methods.join(', '));
    throw new ModelTraceError('METHOD_NOT_ALLOWED', `${path} does not take ${request.method}`, {
      fix: `Use ${methods.join(' or ')}`,
    });
  });
}

/** Records the routes as they are added; the result gives the methods of those that match a path. */
function collectRoutes(app: FastifyInstance): (path: string) => string[] {
  const routes: { pattern: RegExp; methods: string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    const escaped = url.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
    // `::` is a colon of the path itself.
    const source = escaped.replaceAll('*', '.*').replaceAll(/:(:|[^/]+)/g, (_, name) => (name === ':' ? ':' : '[^/]+'));
    routes.push({ pattern: new RegExp(`^${source}$`), methods: [method].flat() });
  });
  return (path) => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))];
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]!;
}
