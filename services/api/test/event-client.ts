import { get, type IncomingMessage } from 'node:http';

export interface ReceivedEvent {
  id: string;
  event: string;
  data: { type: string; timestamp: string; data: Record<string, unknown> };
}

export interface EventClient {
  status: number;
  headers: IncomingMessage['headers'];
  /** All that arrived, comments too. */
  text(): string;
  /** Ends with the stream; `received` keeps what has arrived. */
  received: ReceivedEvent[];
  /** Resolves when the stream has ended, and rejects when it was cut. */
  ended: Promise<void>;
  /** Resolves when so many have arrived. */
  count(events: number): Promise<ReceivedEvent[]>;
  close(): void;
  message: IncomingMessage;
}

/** Follows a stream on a connection of its own. */
export async function follow(url: string, headers: Record<string, string> = {}): Promise<EventClient> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  get(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false }, resolve).on('error', reject);
  const message = await promise;
  const received: ReceivedEvent[] = [];
  let text = '';
  let rest = '';
  let arrival = Promise.withResolvers<void>();
  message.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    rest += chunk;
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const fields = Object.fromEntries(
        rest
          .slice(0, end)
          .split('\n')
          .map((line) => line.split(/: (.*)/)),
      );
      rest = rest.slice(end + 2);
      if (fields.data) received.push({ id: fields.id, event: fields.event, data: JSON.parse(fields.data) });
    }
    arrival.resolve();
    arrival = Promise.withResolvers();
  });
  const ended = Promise.withResolvers<void>();
  message.on('end', ended.resolve).on('error', ended.reject);
  ended.promise.catch(() => {});
  return {
    ...{ status: message.statusCode!, headers: message.headers, received, ended: ended.promise, message },
    text: () => text,
    close: () => message.destroy(),
    count: async (events) => {
      const until = performance.now() + 20_000;
      while (received.length < events) {
        if (performance.now() > until) throw new Error(`${received.length} of ${events} events within 20 s`);
        await Promise.race([arrival.promise, new Promise((resolve) => setTimeout(resolve, 100))]);
      }
      return received;
    },
  };
}
