import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { pick, type Random } from './random.ts';

/** One arrival of a message, whatever it was answered with. */
export interface Arrival {
  /** Path it was sent to. */
  path: string;
  /** Header `webhook-id`. */
  id: string;
  type: string;
  evaluationId: string;
  /** Whether its receiver took it: the answer 2xx was sent. */
  taken: boolean;
}

export interface WebhookReceiver {
  /** Without a path. */
  readonly url: string;
  readonly arrivals: readonly Arrival[];
  /** Messages whose signature or body is wrong. */
  readonly broken: readonly string[];
  close(): Promise<void>;
}

/** What a receiver does with a message; two of three times it takes it. */
const behaviours = [
  ...Array.from({ length: 8 }, () => 'takes' as const),
  ...(['says 500', 'says 429', 'cuts the connection', 'says nothing'] as const),
  // It did take it, and the sender does not know: the message comes again.
  ...(['takes and says nothing'] as const),
];

/** Takes messages as receivers do: now and then it fails. */
export async function startWebhookReceiver(options: { secret: string; random: Random }): Promise<WebhookReceiver> {
  const { secret, random } = options;
  const verifier = new Webhook(secret);
  const arrivals: Arrival[] = [];
  const broken: string[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url!;
    let body = '';
    try {
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
    } catch {
      // Its sender was killed: it has not arrived.
      return;
    }
    const behaviour = pick(random, behaviours);
    try {
      const { type, data } = verifier.verify(body, request.headers as Record<string, string>) as {
        type: string;
        data: { id: string };
      };
      const id = request.headers['webhook-id'] as string;
      arrivals.push({ path, id, type, evaluationId: data.id, taken: behaviour.startsWith('takes') });
    } catch (error) {
      broken.push(`${path}: ${error} ${body.slice(0, 200)}`);
    }
    answer(behaviour, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ arrivals, broken },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(behaviour: (typeof behaviours)[number], response: ServerResponse): void {
  if (behaviour === 'takes') response.writeHead(204).end();
  if (behaviour === 'says 500') response.writeHead(500).end();
  if (behaviour === 'says 429') response.writeHead(429).end();
  if (behaviour === 'cuts the connection') response.destroy();
}
