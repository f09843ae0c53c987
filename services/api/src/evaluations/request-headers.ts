import { ModelTraceError } from '@model-trace/core/errors';
import { Type } from 'typebox';
import { limits } from '../limits.ts';
import { hubTokenHeader } from './hub-token.ts';

const cancelAfter = {
  'cancel-after': Type.Optional(
    Type.String({
      pattern: '^[1-9]\\d{0,6}[smh]$',
      'x-rule': 'must be a whole number and s, m or h',
      description:
        'Time it may take, `90s`, `10m` or `2h`, from now, at most 720h: not finished by then it is `expired`',
      examples: ['10m'],
    }),
  ),
};

const idempotencyKey = {
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x20-\\x7e]*$',
      'x-rule': 'must be printable ASCII',
      description:
        'Chosen by the client. For 24 hours the same key and body get the same answer, with `Idempotency-Replayed: true`, and nothing is done twice',
      examples: ['6f1d3a0e-5f0b-4b58-9b0c-5a3f6a8f3c10'],
    }),
  ),
};

export const SubmitHeaders = Type.Object({
  prefer: Type.Optional(
    Type.String({
      description: '`wait=n` (RFC 7240): answer when the evaluation has ended, or after n seconds, at most 60',
      examples: ['wait=30'],
    }),
  ),
  ...cancelAfter,
  ...idempotencyKey,
  ...hubTokenHeader,
});

export const BatchHeaders = Type.Object({ ...cancelAfter, ...idempotencyKey, ...hubTokenHeader });
export const RetryHeaders = Type.Object({ ...cancelAfter, ...hubTokenHeader });

/** The wait of a `Prefer` header in seconds, no longer than is allowed; null: none that can be read (RFC 7240: ignored). */
export function preferredWait(prefer: string | undefined): number | null {
  for (const preference of prefer?.split(',') ?? []) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i.exec(preference) ?? [];
    if (seconds !== undefined) return Math.min(Number(seconds), limits.waitSeconds);
  }
  return null;
}

const secondsOf: Record<string, number> = { s: 1, m: 60, h: 3600 };

/**
 * When an evaluation with this `Cancel-After` expires; null without one.
 * @throws VALIDATION_FAILED for more than is allowed
 */
export function deadlineFrom(header: string | undefined, now = Date.now()): Date | null {
  if (header === undefined) return null;
  const seconds = Number(header.slice(0, -1)) * secondsOf[header.at(-1)!];
  if (seconds <= limits.cancelAfterSeconds) return new Date(now + seconds * 1000);
  const detail = `must be at most ${limits.cancelAfterSeconds / 3600}h, got "${header}"`;
  throw new ModelTraceError('VALIDATION_FAILED', `/cancel-after ${detail}`, {
    fix: 'Leave it out: without a deadline an evaluation may take as long as it needs',
    details: { errors: [{ pointer: '/cancel-after', in: 'header', code: 'maximum', detail }] },
  });
}
