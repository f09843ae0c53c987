import type { EvaluationResults } from '../results/index.ts';
import type { Evaluation, StoredCheck } from './evaluation-store.ts';
import type { evaluations, results } from './schema/index.ts';

/** The domain shape of a row and of the results that belong to it. */
export function toEvaluation(
  row: Omit<typeof evaluations.$inferSelect, 'checks'> & { checks?: StoredCheck[] | null },
  measured: readonly Pick<typeof results.$inferSelect, 'task' | 'result'>[] = [],
): Evaluation {
  // The token is for the worker alone, which asks for it by name; `forced` is for the index that keeps one of each content.
  const { model: _model, base: _base, hubToken: _hubToken, forced: _forced, ...fields } = row;
  return {
    ...fields,
    checks: fields.checks ?? null,
    results:
      measured.length === 0
        ? null
        : (Object.fromEntries(measured.map(({ task, result }) => [task, result])) as EvaluationResults),
  };
}
