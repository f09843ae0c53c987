import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ModelTraceError } from '@model-trace/core/errors';
import type { Webhook, WebhookStore } from '@model-trace/core/storage';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { allows } from '../auth/authenticate.ts';
import { limits } from '../limits.ts';
import { problemResponses } from '../problems/problem-responses.ts';
import { RequestedWebhook, secretFrom, type WebhookSettings, webhookFrom } from './requested-webhook.ts';
import {
  DeliveryResource,
  toDeliveryResource,
  toWebhookResource,
  WebhookResource,
  WebhookWithSecret,
} from './webhook-resource.ts';

/** What the API needs of the webhooks. */
export type Webhooks = Omit<WebhookStore, 'take' | 'finish' | 'forget' | 'close'>;

const tags = ['webhooks'];
const uuid = {
  pattern: '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$',
  'x-rule': 'must be a UUID',
};
const params = Type.Object({ id: Type.String(uuid) });
const ListOf = <T extends Parameters<typeof Type.Array>[0]>(item: T) => Type.Object({ items: Type.Array(item) });

/** Addresses that are told of events: those of a key, and those that came with submissions. */
export const webhookRoutes: FastifyPluginAsyncTypebox<WebhookSettings & { webhooks: Webhooks }> = async (
  app,
  { webhooks, ...settings },
) => {
  /** One of another key is not there. */
  const own = async ({ apiKey }: FastifyRequest, id: string): Promise<Webhook> => {
    const webhook = await webhooks.get(id);
    const may = webhook !== null && (apiKey === null || webhook.keyId === apiKey.id || allows(apiKey.scopes, 'admin'));
    if (!may) throw new ModelTraceError('NOT_FOUND', `There is no webhook ${id}`);
    return webhook;
  };

  app.post(
    '/v1/webhooks',
    {
      schema: {
        operationId: 'createWebhook',
        tags,
        summary: 'Be told of all that this key submits',
        description:
          'Messages are those of Standard Webhooks: a POST with the headers `webhook-id`, `webhook-timestamp` and ' +
          '`webhook-signature`, and a JSON body with `type`, `timestamp` and `data`. Any answer but 2xx is tried again for ' +
          'up to 24 hours; 410 ends the webhook. A message may come twice, with the same `webhook-id`. A key has at most ' +
          `${limits.webhooksPerKey} of them.`,
        body: RequestedWebhook,
        response: {
          201: { ...WebhookWithSecret, description: 'The webhook, with its secret this once' },
          ...problemResponses(400, 409, 413, 415, 422, 503),
        },
      },
    },
    async ({ body, apiKey }, reply) => {
      const { webhook, secret } = webhookFrom(body, { ...settings, keyId: apiKey?.id ?? null, pointer: '' });
      const stored = await webhooks.create(webhook, { most: limits.webhooksPerKey });
      reply.code(201);
      return { ...toWebhookResource(stored), secret };
    },
  );

  app.get(
    '/v1/webhooks',
    {
      schema: {
        operationId: 'listWebhooks',
        tags,
        summary: 'The webhooks of this key, newest first',
        querystring: Type.Object(
          { evaluation: Type.Optional(Type.String({ ...uuid, description: 'Only those that came with this one' })) },
          { additionalProperties: false },
        ),
        response: {
          200: { ...ListOf(WebhookResource), description: 'At most 100' },
          ...problemResponses(400, 503),
        },
      },
    },
    async ({ query, apiKey }) => ({
      items: (await webhooks.list({ keyId: apiKey?.id ?? null, evaluationId: query.evaluation })).map(
        toWebhookResource,
      ),
    }),
  );

  app.delete(
    '/v1/webhooks/:id',
    {
      schema: {
        operationId: 'deleteWebhook',
        tags,
        summary: 'Be told nothing more',
        description: 'Its messages go with it.',
        params,
        response: { 204: { type: 'null', description: 'It is gone' }, ...problemResponses(404, 503) },
      },
    },
    async (request, reply) => {
      await webhooks.remove((await own(request, request.params.id)).id);
      reply.code(204);
      return null;
    },
  );

  app.post(
    '/v1/webhooks/:id/rotate',
    {
      schema: {
        operationId: 'rotateWebhookSecret',
        tags,
        summary: 'Replace the secret',
        description: 'For 24 hours messages are signed with the secret before as well. Takes no body.',
        params,
        response: {
          200: { ...WebhookWithSecret, description: 'The webhook with its new secret, this once' },
          ...problemResponses(400, 404, 415, 422, 503),
        },
      },
    },
    async (request) => {
      const webhook = await own(request, request.params.id);
      const { text, seal } = secretFrom(undefined, { secrets: settings.secrets, pointer: '/secret' });
      await webhooks.rotate(webhook.id, seal(webhook.id), { overlapMs: limits.webhookOverlapMs });
      return { ...toWebhookResource(webhook), secret: text };
    },
  );

  app.get(
    '/v1/webhooks/:id/deliveries',
    {
      schema: {
        operationId: 'listDeliveries',
        tags,
        summary: 'Messages and what became of them, newest first',
        description: 'Those that were delivered or given up are kept for 7 days.',
        params,
        querystring: Type.Object(
          { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.pageItems })) },
          { additionalProperties: false },
        ),
        response: {
          200: { ...ListOf(DeliveryResource), description: 'The newest' },
          ...problemResponses(400, 404, 503),
        },
      },
    },
    async (request) => {
      const { id } = await own(request, request.params.id);
      const { limit = limits.defaultPageItems } = request.query;
      return { items: (await webhooks.deliveries(id, { limit })).map(toDeliveryResource) };
    },
  );

  app.post(
    '/v1/webhooks/:id/deliveries/:deliveryId/replay',
    {
      schema: {
        operationId: 'replayDelivery',
        tags,
        summary: 'Send a message again',
        description: 'At once, and with all tries if need be. Takes no body. Its `webhook-id` stays.',
        params: Type.Object({ id: Type.String(uuid), deliveryId: Type.String(uuid) }),
        response: {
          202: { ...DeliveryResource, description: 'The message, pending' },
          ...problemResponses(400, 404, 415, 503),
        },
      },
    },
    async (request, reply) => {
      const { id } = await own(request, request.params.id);
      const { deliveryId } = request.params;
      const delivery = await webhooks.replay(id, deliveryId);
      if (delivery === null) throw new ModelTraceError('NOT_FOUND', `The webhook ${id} has no message ${deliveryId}`);
      reply.code(202);
      return toDeliveryResource(delivery);
    },
  );
};
