import { ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import type { FastifyBaseLogger } from 'fastify';
import type { Check, CheckId, CheckResult } from './check.ts';
import type { CheckContext } from './check-context.ts';
import { isTransient, type Subject } from './subject.ts';
import { submissionChecks } from './submission-checks.ts';

/**
 * Asks all questions about a submission, in their order.
 * @param stopAtFailure  the first failure is the last result; else everything is asked that does not depend on one
 * @throws INTERNAL: a failure of ours is no finding
 */
export async function runChecks(
  context: CheckContext,
  { stopAtFailure, log }: { stopAtFailure: boolean; log: FastifyBaseLogger },
): Promise<CheckResult[]> {
  // It is looked up while the model is: one wait in place of two. Its check awaits it again.
  context.base?.open().catch(() => {});
  const results: CheckResult[] = [];
  const fine = new Set<CheckId>();
  for (const check of submissionChecks) {
    const lacking = check.needs.find((id) => !fine.has(id));
    const result =
      lacking === undefined
        ? await runCheck(check, { context, log })
        : skipped(check, `it needs the check "${lacking}"`);
    results.push(result);
    if (result.outcome === 'passed' || result.outcome === 'warned') fine.add(check.id);
    if (result.outcome === 'failed' && stopAtFailure) break;
  }
  return results;
}

async function runCheck(
  { id, title, run }: Check,
  { context, log }: { context: CheckContext; log: FastifyBaseLogger },
): Promise<CheckResult> {
  try {
    const found = await run(context);
    if (typeof found === 'string') return { check: id, title, outcome: 'passed', detail: found };
    if ('notAsked' in found) return { check: id, title, outcome: 'skipped', detail: found.notAsked };
    const error = context.model.atField(found.warning);
    return { check: id, title, outcome: 'warned', detail: error.message, error };
  } catch (caught) {
    const error = toModelTraceError(caught);
    if (isTransient(error, subjectsOf(context))) {
      log.warn({ model: context.request.model, check: id, code: error.code, err: error }, 'submission not checked');
      return { check: id, title, outcome: 'skipped', detail: 'the Hub did not answer', error: unanswered(error) };
    }
    if (error.status === 500) throw error;
    const placed = error.details?.errors === undefined ? context.model.atField(error) : error;
    return { check: id, title, outcome: 'failed', detail: error.message, error: placed };
  }
}

function subjectsOf({ model, base, knownWeightsBase }: CheckContext): Subject[] {
  return [model, base, knownWeightsBase()?.subject ?? null].filter((subject) => subject !== null);
}

/** A time that was up is an error without a code of ours. */
function unanswered(error: ModelTraceError): ModelTraceError {
  return error.retryable && error.code !== 'INTERNAL' ? error : new ModelTraceError('HUB_UNAVAILABLE', error.message);
}

const skipped = ({ id, title }: Check, detail: string): CheckResult => ({
  ...{ check: id, title, outcome: 'skipped', detail },
});
