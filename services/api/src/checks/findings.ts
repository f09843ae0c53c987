import type { ModelTraceError } from '@model-trace/core/errors';
import type { ModelSource } from '@model-trace/core/hub';
import type { StoredCheck } from '@model-trace/core/storage';
import { type CheckResult, type CheckWarning, toCheckWarning, toStoredCheck } from './check.ts';
import type { CheckContext } from './check-context.ts';
import type { SubmissionPolicy } from './submission-policy.ts';

/** What the checks of a submission came to. */
export interface Findings {
  /** Why it is refused; null: it is not. */
  failure: ModelTraceError | null;
  /** As they are stored with it. */
  checks: StoredCheck[];
  warnings: CheckWarning[];
  /** Whether a Hub or a disk that did not answer had no part in it. */
  isFinal: boolean;
}

export function toFindings(results: readonly CheckResult[]): Findings {
  const isWarning = (result: CheckResult): result is CheckResult & { error: ModelTraceError } =>
    result.outcome === 'warned' && result.error !== undefined;
  return {
    failure: results.find(({ outcome }) => outcome === 'failed')?.error ?? null,
    // Whether there is another of the same is asked when it is stored.
    checks: results.filter(({ check }) => check !== 'duplicate').map(toStoredCheck),
    warnings: results.filter(isWarning).map(toCheckWarning),
    isFinal: results.every(({ outcome, error }) => outcome !== 'skipped' || error === undefined),
  };
}

const known = new WeakMap<ModelSource, WeakMap<SubmissionPolicy, Map<boolean, Promise<Findings>>>>();

/**
 * Asks once for each opening of a model: whoever shares the opening reads the same files (see shareModels), and is told the
 * same. Only for whole models without another beside them, and only what is final; all else is asked for each.
 */
export async function askOnce(context: CheckContext, ask: () => Promise<Findings>): Promise<Findings> {
  const { request, model, base, policy } = context;
  if (base !== null || (request.weightType ?? 'original') !== 'original') return ask();
  const source = await model.open().catch(() => null);
  if (source === null) return ask();
  const ofSource = known.get(source) ?? new WeakMap<SubmissionPolicy, Map<boolean, Promise<Findings>>>();
  known.set(source, ofSource);
  const ofPolicy = ofSource.get(policy) ?? new Map<boolean, Promise<Findings>>();
  ofSource.set(policy, ofPolicy);
  // All that checks of such a submission read of it besides.
  const readsText = request.tasks.includes('perplexity');
  const asked = await ofPolicy.get(readsText)?.catch(() => null);
  if (asked) return asked.isFinal && asked.failure === null ? asked : ask();
  const asking = ask();
  ofPolicy.set(readsText, asking);
  return asking;
}
