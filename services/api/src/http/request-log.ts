import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** What its line says besides. */
    logFields: object | null;
  }
}

/** One line per answered request, with fields that can be counted; probes and documentation files only at debug. */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' });
  }

  override incomingRequest(): void {
    // The line at the end has everything this one would.
  }

  override routeNotFound(): void {
    // The not-found handler answers and logs.
  }

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const fields = {
      method: request.method,
      path: request.url,
      route: request.routeOptions.url,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      ...request.logFields,
    };
    if (error) request.log.error({ ...fields, err: error }, 'request not completed');
    else if (/^\/(health|docs)\b/.test(request.url)) request.log.debug(fields, 'request completed');
    else request.log.info(fields, 'request completed');
  }
}
