import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { EvaluationEvent } from '@model-trace/core/storage';

/** Writes server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface EventStream {
  /** Resolves when there is room for more; false when the client is gone, or was cut as it took nothing for `stallMs`. */
  send(events: readonly EvaluationEvent[]): Promise<boolean>;
  /** A line that clients skip. */
  comment(text: string): Promise<boolean>;
  end(): void;
}

export function openStream(
  response: ServerResponse,
  { retryMs, stallMs }: { retryMs: number; stallMs: number },
): EventStream {
  const write = async (text: string): Promise<boolean> => {
    if (response.destroyed) return false;
    if (response.write(text)) return true;
    try {
      // A connection that closes is no reason to wait either.
      const signal = AbortSignal.timeout(stallMs);
      await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
    } catch {
      response.destroy();
    }
    return !response.destroyed;
  };
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    // No cache may keep it, no proxy may collect or compress it: an event is of use now.
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    // The end of the stream is the end of the connection, which the end of the service waits for.
    connection: 'close',
  });
  void write(`retry: ${retryMs}\n\n`);
  return {
    send: (events) => write(events.map(eventText).join('')),
    comment: (text) => write(`: ${text}\n\n`),
    end: () => void response.end(),
  };
}

/** JSON has no line breaks, so that one `data` line holds it. */
function eventText({ position, type, createdAt, data }: EvaluationEvent): string {
  return `id: ${position}\nevent: ${type}\ndata: ${JSON.stringify({ type, timestamp: createdAt, data })}\n\n`;
}
