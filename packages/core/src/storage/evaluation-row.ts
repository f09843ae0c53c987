import type { EvaluationResults } from '../results/index.ts';
import type { Evaluation } from './evaluation-store.ts';
import type { evaluations, results } from './schema.ts';

/** The domain shape of a row and of the results that belong to it. */
export function toEvaluation(
  row: typeof evaluations.$inferSelect,
  measured: readonly Pick<typeof results.$inferSelect, 'task' | 'result'>[] = [],
): Evaluation {
  const { model: _model, base: _base, ...fields } = row;
  return {
    ...fields,
    results:
      measured.length === 0
        ? null
        : (Object.fromEntries(measured.map(({ task, result }) => [task, result])) as EvaluationResults),
  };
}
