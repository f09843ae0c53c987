import { setTimeout as sleep } from 'node:timers/promises';
import type { EvaluationResource } from '@model-trace/api';
import { ModelTraceError } from '@model-trace/core/errors';
import type { Client } from './client.ts';

/** Often enough for a bar that moves; a lookup by key each. */
const intervalMs = 300;
/** A server that restarts is back within this. */
const outageMs = 30_000;

export interface AwaitOptions {
  client: Client;
  id: string;
  signal: AbortSignal;
  onUpdate?: (evaluation: EvaluationResource) => void;
}

/** Asks for an evaluation until it is finished; rides out a server that is away for a while. */
export async function awaitEvaluation({ client, id, signal, onUpdate }: AwaitOptions): Promise<EvaluationResource> {
  let answeredAt = Date.now();
  for (;;) {
    try {
      const evaluation = await client.evaluation(id);
      answeredAt = Date.now();
      onUpdate?.(evaluation);
      if (isFinished(evaluation)) return evaluation;
    } catch (error) {
      const away = error instanceof ModelTraceError && error.code === 'UNAVAILABLE';
      if (!away || Date.now() - answeredAt > outageMs) throw error;
    }
    await sleep(intervalMs, undefined, { signal });
  }
}

export function isFinished({ status }: EvaluationResource): boolean {
  return status !== 'queued' && status !== 'running';
}
