import { setTimeout as sleep } from 'node:timers/promises';
import type { EvaluationResource } from '@model-trace/api';
import { isFinished } from '../await-evaluation.ts';
import type { Client } from '../client.ts';
import { createLiveLines } from '../terminal/live-lines.ts';
import type { Output } from '../terminal/output.ts';
import { evaluationLine } from './evaluation-line.ts';

const intervalMs = 150;

export interface FollowEvaluationsOptions {
  client: Client;
  evaluations: readonly EvaluationResource[];
  output: Output;
  signal: AbortSignal;
}

/** Shows several evaluations until all are finished: one live line each on a terminal, elsewhere a line when one starts or ends. */
export async function followEvaluations(options: FollowEvaluationsOptions): Promise<EvaluationResource[]> {
  const { client, output, signal } = options;
  const nameWidth = Math.max(...options.evaluations.map(({ model }) => model.length));
  const line = (evaluation: EvaluationResource) => evaluationLine(evaluation, { nameWidth, output });
  const live = createLiveLines(output);
  let evaluations = [...options.evaluations];
  for (;;) {
    const before = evaluations;
    if (output.isTerminal) live.show(evaluations.map(line));
    if (evaluations.every(isFinished)) break;
    await sleep(intervalMs, undefined, { signal });
    evaluations = await Promise.all(before.map((one) => (isFinished(one) ? one : client.evaluation(one.id))));
    if (!output.isTerminal) {
      for (const [index, now] of evaluations.entries())
        if (now.status !== before[index].status) output.write(`${line(now)}\n`);
    }
  }
  live.done();
  return evaluations;
}
