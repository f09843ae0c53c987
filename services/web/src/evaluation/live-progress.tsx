import type { Evaluation } from '@model-trace/client';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { phaseText, progressText } from './progress-text.ts';

/** Layers that are drawn one by one; more are a bar only. */
const cellsAtMost = 200;

/** What happens now: the place in the queue, then layer by layer. */
export function LiveProgress({ evaluation }: { evaluation: Evaluation }) {
  const { status, progress, queuePosition, estimatedStartAt } = evaluation;
  return (
    <section className="panel live" aria-label="Progress">
      {status === 'queued' ? (
        <>
          <h2>In the queue</h2>
          <p role="status">
            {queuePosition === null
              ? 'It waits for a worker.'
              : queuePosition === 0
                ? 'It is the next.'
                : `${queuePosition} before it.`}{' '}
            {estimatedStartAt && (
              <>
                It should start <TimeAgo time={estimatedStartAt} />.
              </>
            )}
          </p>
        </>
      ) : progress === null ? (
        <>
          <h2>Starting</h2>
          <ProgressBar label="Progress" value={0} max={1} />
        </>
      ) : (
        <>
          <h2>{phaseText(progress)}</h2>
          <p className="number" role="status">
            {progressText(progress)}
          </p>
          <ProgressBar label={`Progress: ${phaseText(progress)}`} value={progress.done} max={progress.total} />
          {progress.layers !== null && progress.layers <= cellsAtMost && (
            <div className="layer-cells" aria-hidden="true">
              {Array.from({ length: progress.layers }, (_, layer) => (
                <span key={layer} data-done={layer < (progress.layer ?? 0)} />
              ))}
            </div>
          )}
        </>
      )}
      <p className="muted live-note">This page follows it by itself.</p>
    </section>
  );
}
