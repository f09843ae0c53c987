import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Answer = (response: ServerResponse, request: Seen) => void;

/** A real server on the loopback that answers each request with the next of these, the last one again and again. */
export async function fakeServer(t: { after(cleanup: () => void): void }, answers: Answer[]) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const one = { method: request.method!, path: request.url!, headers: request.headers, body };
    seen.push(one);
    answers[Math.min(seen.length, answers.length) - 1](response, one);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const problem = (status: number, body: Record<string, unknown>, headers: Record<string, string> = {}): Answer =>
  json({ detail: 'no', ...body }, status, { 'content-type': 'application/problem+json', ...headers });

export const reset: Answer = (response) => void response.socket!.resetAndDestroy();

/** One that somebody had a moment ago. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
