import type { EvaluationSummary } from '@model-trace/client';
import { ModelName } from '../ui/model-name.tsx';

/** Which model, and what is done with it. */
export function SubjectCell({
  evaluation: { id, model, base, tasks, scannedBases },
}: {
  evaluation: EvaluationSummary;
}) {
  return (
    <div className="queue-subject">
      <ModelName model={model} evaluationId={id} isScan={tasks.includes('scan')} />
      <p className="muted">
        {tasks.join(', ')}
        {base !== null && ` against ${base}`}
        {scannedBases !== null && ` of ${scannedBases} bases`}
      </p>
    </div>
  );
}
