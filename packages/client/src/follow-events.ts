import { EventSourceParserStream } from 'eventsource-parser/stream';
import { ApiError } from './api-error.ts';
import { pause } from './pause.ts';
import type { EvaluationSummary } from './types.ts';

/** What happened to an evaluation. */
export interface EvaluationEvent {
  /** Give it as `lastEventId` to go on after this one. */
  id: string;
  /** `evaluation.queued`, `.running`, `.progress`, `.succeeded`, `.failed`, `.canceled`, `.expired` */
  type: string;
  timestamp: string;
  /** The evaluation as it was then; its result is for `evaluation(id)` to read. */
  data: EventData;
}

export type EventData = Pick<EvaluationSummary, 'id' | 'status'> & Partial<EvaluationSummary>;

export interface FollowEventsOptions {
  /** Opens the stream after an event; @throws ApiError when it is refused or nobody answers for long. */
  open(lastEventId: string | undefined): Promise<Response>;
  lastEventId?: string;
  /** They are those of one evaluation: nothing comes after its end. Default true. */
  untilEnd?: boolean;
  signal?: AbortSignal;
  /** A stream without even a heartbeat for so long is dead. */
  silenceMs?: number;
  /** Before a stream that broke is opened again; the server may ask for another time. */
  reconnectMs?: number;
}

const longestReconnectMs = 60_000;
const last = /^evaluation\.(succeeded|failed|canceled|expired)$/;

/**
 * Events as they come; those of one evaluation until the one that ends it. A connection that breaks is opened again after the
 * last event that arrived, so that none is missed and none comes twice.
 */
export async function* followEvents(options: FollowEventsOptions): AsyncGenerator<EvaluationEvent, void, undefined> {
  const { open, signal, untilEnd = true, silenceMs = 60_000 } = options;
  let { lastEventId, reconnectMs = 1_000 } = options;
  for (;;) {
    const response = await open(lastEventId);
    // 204: the server asks not to come again (the specification of server-sent events).
    if (response.status === 204 || response.body === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void events.cancel().catch(() => {}), silenceMs);
    };
    const parser = new EventSourceParserStream({
      onComment: () => listen(),
      onRetry(ms) {
        reconnectMs = Math.min(ms, longestReconnectMs);
      },
    });
    const text = new TextDecoderStream() as TransformStream<Uint8Array, string>;
    const events = response.body.pipeThrough(text).pipeThrough(parser).getReader();
    try {
      for (listen(); ; listen()) {
        const { value, done } = await events.read();
        if (done) break;
        lastEventId = value.id ?? lastEventId;
        const event = { id: value.id ?? '', ...parse(value.data) };
        yield event;
        if (untilEnd && last.test(event.type)) return;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ApiError) throw error;
      // The connection broke.
    } finally {
      clearTimeout(timer);
      await events.cancel().catch(() => {});
    }
    await pause(reconnectMs, signal);
  }
}

function parse(text: string): Omit<EvaluationEvent, 'id'> {
  try {
    const { type, timestamp, data } = JSON.parse(text) as EvaluationEvent;
    if (typeof type === 'string' && typeof data?.status === 'string') return { type, timestamp, data };
  } catch {
    // Told below.
  }
  throw new ApiError('UNAVAILABLE', `What arrived is no event of a model-trace server: ${text.slice(0, 80)}`);
}
