import type { Evaluation, QueuePace } from '@model-trace/core/storage';
import { estimateStart } from './estimate-start.ts';
import type { QueuePlace } from './evaluation-resource.ts';

/** Where an evaluation stands in the queue, and when it will start. */
export async function placeInQueue(
  evaluation: Evaluation,
  { position, pace }: { position: (evaluation: Evaluation) => Promise<number | null>; pace: () => Promise<QueuePace> },
): Promise<QueuePlace> {
  if (evaluation.status !== 'queued') return { position: null, estimatedStartAt: null };
  const [found, current] = await Promise.all([position(evaluation), pace()]);
  return { position: found, estimatedStartAt: found === null ? null : estimateStart(found, current) };
}
