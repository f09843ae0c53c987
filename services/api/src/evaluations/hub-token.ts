import { ModelTraceError } from '@model-trace/core/errors';
import { hubTokenContext, type SecretBox } from '@model-trace/core/secrets';
import type { NewEvaluation } from '@model-trace/core/storage';
import { Type } from 'typebox';
import type { ModelAccess } from './model-access.ts';

/** No rule in the schema: a message about a value that broke it would repeat the value. */
export const hubTokenHeader = {
  'x-hub-token': Type.Optional(
    Type.String({
      description:
        'Token of the Hub for private or gated models, used for this request in place of the operator’s. Kept encrypted, ' +
        'and deleted when the evaluation ends',
    }),
  ),
};

/** A token that came with a request: it looks models up, and goes sealed with what is stored. */
export interface HubToken {
  modelsWith(models: ModelAccess): ModelAccess;
  seal: NonNullable<NewEvaluation['sealHubToken']>;
}

/**
 * @returns null without the header
 * @throws HUB_TOKEN_INVALID; SECRETS_KEY_MISSING when there is no key to keep it safe with
 */
export function hubTokenFrom(header: string | undefined, secrets: SecretBox | null): HubToken | null {
  if (header === undefined) return null;
  // Tokens of the Hub are some 40 letters and digits. Never the value: it may be the right token with something wrong.
  if (!/^[\x21-\x7e]{1,512}$/.test(header)) {
    const detail = 'must be 1 to 512 printable ASCII characters without spaces';
    throw new ModelTraceError('HUB_TOKEN_INVALID', `/x-hub-token ${detail}`, {
      fix: 'Send the token alone, as the Hub shows it.',
      details: { errors: [{ pointer: '/x-hub-token', in: 'header', code: 'pattern', detail }] },
    });
  }
  if (secrets === null)
    throw new ModelTraceError(
      'SECRETS_KEY_MISSING',
      'This service keeps no tokens: it has no key to encrypt them with',
      {
        fix: 'Ask its operator to set SECRETS_KEY, or submit models that need no token.',
      },
    );
  return {
    modelsWith: (models) => ({ open: (id, options) => models.open(id, { ...options, hubToken: header }) }),
    seal: (evaluationId) => secrets.seal(header, hubTokenContext(evaluationId)),
  };
}
