import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ModelTraceError } from '@model-trace/core/errors';
import {
  comparePositions,
  type EvaluationEvent,
  type EventPosition,
  type EventType,
  eventTypes,
  isFinalEvent,
  parsePosition,
} from '@model-trace/core/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { limits } from '../limits.ts';
import { problemResponses } from '../problems/problem-responses.ts';
import { createEventFeed, type EventReader } from './event-feed.ts';
import { openStream } from './stream.ts';
import { streamSlots } from './stream-slots.ts';

export interface StreamLimits {
  streams: number;
  perAddress: number;
  heartbeatMs: number;
  stallMs: number;
  lifetimeMs: number;
}

const tags = ['events'];
const EventId = Type.String({
  pattern: '^\\d{1,20}-\\d{1,19}$',
  'x-rule': 'must be the id of an event',
  description: 'Id of the last event that arrived: the stream goes on after it',
});
const headers = Type.Object({ 'last-event-id': Type.Optional(EventId) });
const lastEventId = Type.Optional({
  ...EventId,
  description: 'As `Last-Event-ID`, for clients without headers; that wins',
});
const Types = Type.Unsafe<EventType[]>(
  Type.Array(Type.Union(eventTypes.map((type) => Type.Literal(type))), {
    minItems: 1,
    description: 'Only events of these types; may be repeated. Default all',
  }),
);
const stream = {
  description:
    'Events until the stream ends: `id`, `event` (its type) and `data` (JSON with `type`, `timestamp` and `data`, the ' +
    'evaluation as it was then without its result). A comment every 15 seconds says that it lives',
  content: { 'text/event-stream': { schema: Type.String() } },
};
const resuming =
  'A client that lost its connection comes back with `Last-Event-ID` (EventSource does by itself) and gets what it ' +
  'missed, nothing twice. Events are kept for 7 days, progress until an hour after the end.';

/** What happens to evaluations, as server-sent events. */
export const eventRoutes: FastifyPluginAsyncTypebox<{
  events: EventReader;
  streams?: Partial<StreamLimits>;
}> = async (app, { events, streams = {} }) => {
  const {
    streams: most = limits.streams,
    perAddress = limits.streamsPerAddress,
    heartbeatMs = limits.streamHeartbeatMs,
    stallMs = limits.streamStallMs,
    lifetimeMs = limits.streamLifetimeMs,
  } = streams;
  const slots = streamSlots({ streams: most, perAddress });
  const feed = createEventFeed({ events, log: app.log });
  let closing = false;
  const open = new Set<Promise<void>>();
  app.addHook('preClose', async () => {
    closing = true;
    await feed.close();
    await Promise.all(open);
  });

  interface Wanted {
    after: EventPosition;
    /** Sent first. */
    first?: EvaluationEvent;
    evaluationId?: string;
    types?: readonly EventType[];
  }

  const follow = async (reply: FastifyReply, { first, ...wanted }: Wanted): Promise<void> => {
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value!);
    const out = openStream(reply.raw, { retryMs: limits.streamRetryMs, stallMs });
    const ends = (event?: EvaluationEvent) =>
      wanted.evaluationId !== undefined && event !== undefined && isFinalEvent(event.type);
    const subscription = ends(first) || closing ? null : feed.subscribe(wanted);
    reply.raw.once('close', () => subscription?.close());
    const endsAt = performance.now() + lifetimeMs;
    try {
      if (first !== undefined) await out.send([first]);
      while (subscription !== null && !closing && !reply.raw.destroyed) {
        const leftMs = endsAt - performance.now();
        if (leftMs <= 0) break;
        const arrived = await subscription.next(Math.min(heartbeatMs, leftMs));
        if (reply.raw.destroyed) break;
        const last = wanted.evaluationId === undefined ? -1 : arrived.findIndex(ends);
        if (arrived.length === 0) await out.comment(closing ? 'closing' : 'alive');
        else await out.send(last < 0 ? arrived : arrived.slice(0, last + 1));
        if (last >= 0) break;
      }
    } finally {
      subscription?.close();
      out.end();
    }
  };

  /** Takes a place, and gives it back however the request ends. */
  const streamed = async (
    { ip, log }: FastifyRequest,
    reply: FastifyReply,
    look: () => Promise<Wanted | null>,
  ): Promise<FastifyReply> => {
    const slot = slots.take(ip);
    try {
      const wanted = await look();
      if (wanted === null) {
        slot.release();
        return reply.code(204).send();
      }
      const following = follow(reply, wanted)
        .catch((err) => log.error({ err }, 'stream failed'))
        .finally(() => {
          slot.release();
          open.delete(following);
        });
      open.add(following);
      return reply;
    } catch (caught) {
      slot.release();
      throw caught;
    }
  };

  app.get(
    '/v1/evaluations/:id/events',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'followEvaluation',
        tags,
        summary: 'Follow one evaluation',
        description: `The first event is the evaluation as it is, the last one its end. ${resuming}`,
        params: Type.Object({
          id: Type.String({
            pattern: '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$',
            'x-rule': 'must be a UUID',
          }),
        }),
        querystring: Type.Object({ lastEventId }, { additionalProperties: false }),
        headers,
        response: {
          200: stream,
          204: { type: 'null', description: 'The last event that arrived was the end: nothing will follow' },
          ...problemResponses(400, 404, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const from = resumePoint(request.headers['last-event-id'] ?? request.query.lastEventId);
      return streamed(request, reply, async () => {
        const current = await events.current(id);
        if (current === null) throw new ModelTraceError('NOT_FOUND', `There is no evaluation ${id}`);
        if (from === undefined) return { evaluationId: id, after: current.position, first: current };
        const ended = isFinalEvent(current.type) && comparePositions(from, current.position) >= 0;
        // Tells EventSource not to come again.
        return ended ? null : { evaluationId: id, after: from };
      }) as never;
    },
  );

  app.get(
    '/v1/events',
    {
      exposeHeadRoute: false,
      // One `type` is a list of one.
      preValidation: async (request) => {
        const query = request.query as { type?: unknown };
        if (typeof query.type === 'string') query.type = query.type.split(',');
      },
      schema: {
        operationId: 'followEvents',
        tags,
        summary: 'Follow all evaluations',
        description: `Events from now on, or after \`Last-Event-ID\`. Does not end by itself. ${resuming}`,
        querystring: Type.Object({ type: Type.Optional(Types), lastEventId }, { additionalProperties: false }),
        headers,
        response: { 200: stream, ...problemResponses(400, 429, 503) },
      },
    },
    async (request, reply) => {
      const { type: types, lastEventId: queried } = request.query;
      const from = resumePoint(request.headers['last-event-id'] ?? queried);
      return streamed(request, reply, async () => ({ after: from ?? (await events.now()), types })) as never;
    },
  );
};

/** @throws VALIDATION_FAILED for numbers that no event can have */
function resumePoint(id: string | undefined): EventPosition | undefined {
  if (id !== undefined) parsePosition(id);
  return id;
}
