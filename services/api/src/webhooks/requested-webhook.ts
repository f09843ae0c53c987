import { ModelTraceError } from '@model-trace/core/errors';
import type { SecretBox } from '@model-trace/core/secrets';
import { type EventType, eventTypes, type NewWebhook } from '@model-trace/core/storage';
import { checkWebhookUrl, isWebhookSecret, newWebhookSecret, webhookSecretContext } from '@model-trace/core/webhooks';
import { type Static, Type } from 'typebox';
import { Text } from '../validation/text.ts';

export const EventTypes = Type.Unsafe<EventType[]>(
  Type.Array(Type.Union(eventTypes.map((type) => Type.Literal(type))), {
    ...{ minItems: 1, uniqueItems: true },
    description: 'Types of events that are told; default those that end an evaluation',
  }),
);
/** No rule in the schema: a message about a value that broke it would repeat the value. */
const secretProperty = Type.Optional(
  Type.String({ description: '`whsec_` and 24 to 64 bytes in base64 (Standard Webhooks); default one is made' }),
);

/** A webhook as it is asked for. */
export const RequestedWebhook = Type.Object(
  {
    url: Text({ maxLength: 2048, description: 'https, and on the internet' }),
    secret: secretProperty,
    events: Type.Optional(EventTypes),
  },
  { additionalProperties: false, examples: [{ url: 'https://example.com/hooks/model-trace' }] },
);
export type RequestedWebhook = Static<typeof RequestedWebhook>;

/** What the service knows that webhooks need. */
export interface WebhookSettings {
  /** Null: there is no key to keep secrets with, and so there are no webhooks. */
  secrets: SecretBox | null;
  allowPrivate: boolean;
}

/**
 * @param pointer  where the webhook stands in the body
 * @returns what is stored, and the secret, which is not seen again
 * @throws WEBHOOK_URL_FORBIDDEN, VALIDATION_FAILED, SECRETS_KEY_MISSING
 */
export function webhookFrom(
  { url, secret, events = undefined }: RequestedWebhook,
  { secrets, allowPrivate, keyId, pointer }: WebhookSettings & { keyId: string | null; pointer: string },
): { webhook: NewWebhook; secret: string } {
  try {
    checkWebhookUrl(url, { allowPrivate });
  } catch (caught) {
    if (!(caught instanceof ModelTraceError)) throw caught;
    const { code, message: detail, fix } = caught;
    throw new ModelTraceError(code, detail, {
      fix,
      details: { errors: [{ pointer: `${pointer}/url`, in: 'body', code, detail }] },
    });
  }
  const { text, seal } = secretFrom(secret, { secrets, pointer: `${pointer}/secret` });
  return { webhook: { url, eventTypes: events ?? null, keyId, sealSecret: seal }, secret: text };
}

/** A secret that was given or is made, and how it is kept. */
export function secretFrom(
  given: string | undefined,
  { secrets, pointer }: { secrets: SecretBox | null; pointer: string },
): { text: string; seal: (webhookId: string) => Buffer } {
  if (secrets === null)
    throw new ModelTraceError('SECRETS_KEY_MISSING', 'This service has no webhooks: it cannot keep their secrets', {
      fix: 'Ask its operator to set SECRETS_KEY, or follow the evaluation: GET /v1/evaluations/{id}/events.',
    });
  if (given !== undefined && !isWebhookSecret(given)) {
    const detail = 'must be whsec_ and 24 to 64 bytes in base64';
    throw new ModelTraceError('VALIDATION_FAILED', `${pointer} ${detail}`, {
      fix: 'Leave it out: one is made.',
      details: { errors: [{ pointer, in: 'body', code: 'format', detail }] },
    });
  }
  const text = given ?? newWebhookSecret();
  return { text, seal: (id) => secrets.seal(text, webhookSecretContext(id)) };
}
