import { ModelTraceError } from '@model-trace/core/errors';
import { EvaluationStatus, TaskId } from '@model-trace/core/results';
import type { ListQuery } from '@model-trace/core/storage';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { Text } from '../validation/text.ts';

const time = (description: string) =>
  Type.Optional(
    Type.String({ format: 'date-time', maxLength: 40, description, examples: ['2026-01-31T12:00:00.000Z'] }),
  );

/** Which evaluations are wanted; all conditions must hold. */
export const listFilters = {
  status: Type.Optional(EvaluationStatus),
  model: Type.Optional(Text({ maxLength: 512, description: 'Exactly this model id' })),
  base: Type.Optional(Text({ maxLength: 512, description: 'Exactly this id of the model traced against' })),
  task: Type.Optional(TaskId),
  submitter: Type.Optional(
    Type.String({
      pattern: '^(me|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$',
      'x-rule': 'must be the UUID of a key, or "me"',
      description: 'Id of the key it was submitted with, or `me` for the key of this request',
    }),
  ),
  submittedAfter: time('Submitted at this time or later'),
  submittedBefore: time('Submitted before this time'),
};

const Filters = Type.Object(listFilters);

/**
 * The conditions of a request as the store takes them.
 * @throws VALIDATION_FAILED for `me` without a key, and times that do not exist
 */
export function filtersFrom(
  { submitter, submittedAfter, submittedBefore, ...plain }: Static<typeof Filters>,
  { apiKey }: Pick<FastifyRequest, 'apiKey'>,
): Omit<ListQuery, 'limit' | 'cursor'> {
  return {
    ...plain,
    ...(submitter !== undefined && { keyId: submitter === 'me' ? ownKey(apiKey) : submitter }),
    ...(submittedAfter !== undefined && { submittedAfter: timeFrom(submittedAfter, 'submittedAfter') }),
    ...(submittedBefore !== undefined && { submittedBefore: timeFrom(submittedBefore, 'submittedBefore') }),
  };
}

function ownKey(apiKey: FastifyRequest['apiKey']): string {
  if (apiKey !== null) return apiKey.id;
  throw refused('submitter', 'is "me", and the request has no key', 'Give the id of a key, or leave submitter out');
}

/** A leap second passes the format and is no time of a Date. */
function timeFrom(text: string, field: string): Date {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  throw refused(field, `is no time: ${JSON.stringify(text)}`, 'Write it as 2026-01-31T12:00:00Z');
}

function refused(field: string, detail: string, fix: string): ModelTraceError {
  return new ModelTraceError('VALIDATION_FAILED', `/${field} ${detail}`, {
    fix,
    details: { errors: [{ pointer: `/${field}`, in: 'query', code: 'value', detail }] },
  });
}
