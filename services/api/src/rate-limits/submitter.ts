import { ModelTraceError } from '@model-trace/core/errors';
import type { ApiKey, SubmitOptions } from '@model-trace/core/storage';
import type { FastifyRequest } from 'fastify';
import { allows } from '../auth/authenticate.ts';

/** How many evaluations may be added; absent: any number. */
export interface SubmissionLimits {
  /** By a key in 24 hours, where the key itself says no number. */
  perDay?: number;
  /** Of models of one organisation in 7 days. */
  organisationPerWeek?: number;
}

/** Who submits, and what is counted for it. */
export interface Submitter extends Pick<SubmitOptions, 'quotas' | 'onQuotas'> {
  key: ApiKey | null;
}

export function submitterOf(request: FastifyRequest, { perDay, organisationPerWeek }: SubmissionLimits): Submitter {
  const key = request.apiKey;
  const daily = key === null ? undefined : (key.submissionsPerDay ?? perDay);
  const onQuotas: Submitter['onQuotas'] = (states) => void request.quotas.push(...states);
  if (daily === undefined && organisationPerWeek === undefined) return { key };
  const ofKey = key === null || daily === undefined ? {} : { key: { id: key.id, perDay: daily } };
  return { key, quotas: { ...ofKey, organisationPerWeek }, onQuotas };
}

/** Whoever goes before others takes their time. @throws SCOPE_MISSING */
export function requirePriorityAllowed(priority: number | undefined, key: ApiKey | null): void {
  if (key === null || priority === undefined || priority <= 0 || allows(key.scopes, 'admin')) return;
  throw new ModelTraceError('SCOPE_MISSING', `A priority of ${priority} needs the scope "admin"`, {
    fix: 'Leave the priority out, or give one of 0 or less.',
    details: {
      errors: [{ pointer: '/priority', in: 'body', code: 'SCOPE_MISSING', detail: 'above 0 needs the scope "admin"' }],
    },
  });
}
