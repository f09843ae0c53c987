import type { Evaluation, QueuePace } from '@model-trace/core/storage';
import type { ApiStore } from '../api-store.ts';
import { estimateStart } from './estimate-start.ts';
import type { QueuePlace } from './evaluation-resource.ts';

/** Where an evaluation stands in the queue, counted up to `atMost`, and when it will start. */
export async function placeInQueue(
  { id, status }: Evaluation,
  { store, pace, atMost }: { store: Pick<ApiStore, 'queuePosition'>; pace: () => Promise<QueuePace>; atMost: number },
): Promise<QueuePlace> {
  if (status !== 'queued') return { position: null, estimatedStartAt: null };
  const [position, current] = await Promise.all([store.queuePosition(id, { atMost }), pace()]);
  return { position, estimatedStartAt: position === null ? null : estimateStart(position, current) };
}
