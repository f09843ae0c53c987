import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ErrorCode, ModelTraceError } from '@model-trace/core/errors';
import type { ConnectionError, FastifyInstance } from 'fastify';
import { limits } from '../limits.ts';
import { problemFrom, problemMediaType } from './problem.ts';

const codes: Record<string, { code: ErrorCode; detail: string }> = {
  ERR_HTTP_REQUEST_TIMEOUT: { code: 'REQUEST_TIMEOUT', detail: 'The request did not arrive in time' },
  HPE_HEADER_OVERFLOW: { code: 'HEADERS_TOO_LARGE', detail: 'The request line and headers are too large' },
};
const longUrl = { code: 'URI_TOO_LONG', detail: 'The address is longer than this service accepts' } as const;
const malformed = { code: 'REQUEST_MALFORMED', detail: 'The bytes received are not an HTTP request' } as const;

/** Answers what never became a request: there is no reply object yet, so the response is written to the socket. */
export function clientErrorHandler(this: FastifyInstance, error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { code, detail } = isLongUrl(error) ? longUrl : (codes[error.code] ?? malformed);
  const problem = problemFrom(new ModelTraceError(code, detail), { instance: '/', requestId: randomUUID() });
  this.log.debug({ err: error, code, requestId: problem.requestId }, 'connection refused');
  if (socket.writable) {
    const body = JSON.stringify(problem);
    socket.write(
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nConnection: close\r\n` +
        `Content-Type: ${problemMediaType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }
  socket.destroy(error);
}

/** Whether the headers overflowed because of their first line, the method and the address, as far as it was received. */
function isLongUrl({ code, rawPacket }: { code: string; rawPacket?: unknown }): boolean {
  if (code !== 'HPE_HEADER_OVERFLOW' || !Buffer.isBuffer(rawPacket)) return false;
  const [line] = rawPacket.toString('latin1').split('\r\n', 1);
  return /^[A-Z]+ /.test(line) && line.length > limits.urlChars;
}
