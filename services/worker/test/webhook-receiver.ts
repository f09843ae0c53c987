import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedMessage {
  headers: Record<string, string>;
  body: string;
}

/** Takes messages; `answer` says with what status, from 0. */
export async function webhookReceiver(
  t: { after(cleanup: () => void): void },
  answer: (index: number) => number | null = () => 204,
): Promise<{ url: string; messages: ReceivedMessage[] }> {
  const messages: ReceivedMessage[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const status = answer(messages.push({ headers: request.headers as Record<string, string>, body }) - 1);
    // Null: no answer.
    if (status !== null) response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, messages };
}
