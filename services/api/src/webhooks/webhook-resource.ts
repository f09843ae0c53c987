import { type EventType, eventTypes, type Webhook, type WebhookDelivery } from '@model-trace/core/storage';
import { type Static, Type } from 'typebox';
import { Nullable } from '../validation/nullable.ts';

const Time = Type.String({ format: 'date-time' });
const EventName = Type.Unsafe<EventType>(Type.Union(eventTypes.map((type) => Type.Literal(type))));

const properties = {
  id: Type.String({ format: 'uuid' }),
  evaluationId: Nullable(Type.String({ format: 'uuid' }), {
    description: 'The evaluation it came with; null: it is told of all that its key submits',
  }),
  url: Type.String(),
  events: Nullable(Type.Array(EventName), { description: 'null: those that end an evaluation' }),
  disabled: Type.Boolean({ description: 'It answered 410 and is told nothing any more' }),
  createdAt: Time,
};

export const WebhookResource = Type.Object(properties, { title: 'Webhook' });
export const WebhookWithSecret = Type.Object(
  { ...properties, secret: Type.String({ description: 'What messages are signed with. Not shown again' }) },
  { title: 'WebhookWithSecret' },
);

export const DeliveryResource = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'The header `webhook-id`, the same at every try' }),
    event: EventName,
    payload: Type.Unsafe<Record<string, unknown>>(Type.Object({}, { additionalProperties: true })),
    status: Type.Union([Type.Literal('pending'), Type.Literal('delivered'), Type.Literal('failed')]),
    tries: Type.Integer({ description: 'Since it was made or replayed' }),
    nextTryAt: Nullable(Time),
    log: Type.Array(
      Type.Object({
        at: Time,
        durationMs: Type.Integer(),
        status: Nullable(Type.Integer(), { description: 'HTTP status of the answer; null: there was none' }),
        error: Nullable(Type.String()),
      }),
      { description: 'The last 30 tries' },
    ),
    createdAt: Time,
    deliveredAt: Nullable(Time),
  },
  { title: 'WebhookDelivery' },
);

export function toWebhookResource(webhook: Webhook): Static<typeof WebhookResource> {
  const { id, evaluationId, url, eventTypes: events, disabled, createdAt } = webhook;
  return { id, evaluationId, url, events, disabled, createdAt: createdAt.toISOString() };
}

export function toDeliveryResource(delivery: WebhookDelivery): Static<typeof DeliveryResource> {
  const { webhookId: _, eventType: event, nextTryAt, createdAt, deliveredAt, ...rest } = delivery;
  return {
    ...{ ...rest, event, nextTryAt: nextTryAt?.toISOString() ?? null },
    ...{ createdAt: createdAt.toISOString(), deliveredAt: deliveredAt?.toISOString() ?? null },
  };
}
