import { type Client, type Evaluation, isFinished } from '@model-trace/client';
import { createLiveLines } from '../terminal/live-lines.ts';
import type { Output } from '../terminal/output.ts';
import { evaluationLine } from './evaluation-line.ts';
import { watchPollMs } from './watch-poll.ts';

export interface FollowEvaluationsOptions {
  client: Client;
  evaluations: readonly Evaluation[];
  output: Output;
  /** How often each is asked for where the server has no events; default: seldomer the more they are. */
  pollMs?: number;
}

/** Shows several evaluations until all are finished: one live line each on a terminal, elsewhere a line when one starts or ends. */
export async function followEvaluations(options: FollowEvaluationsOptions): Promise<Evaluation[]> {
  const { client, output, pollMs = watchPollMs * options.evaluations.length } = options;
  const nameWidth = Math.max(...options.evaluations.map(({ model }) => model.length));
  const line = (evaluation: Evaluation) => evaluationLine(evaluation, { nameWidth, output });
  const live = createLiveLines(output);
  const evaluations = [...options.evaluations];
  const update = (index: number, now: Evaluation) => {
    const before = evaluations[index].status;
    evaluations[index] = now;
    if (output.isTerminal) live.show(visible(evaluations, output.rows - 1).map(line));
    else if (now.status !== before) output.write(`${line(now)}\n`);
  };
  if (output.isTerminal) live.show(visible(evaluations, output.rows - 1).map(line));
  try {
    await Promise.all(
      options.evaluations.map((one, index) =>
        isFinished(one) ? one : client.waitFor(one.id, { pollMs, onProgress: (now) => update(index, now) }),
      ),
    );
  } finally {
    live.done();
  }
  return evaluations;
}

const order = ['running', 'failed', 'expired', 'canceled', 'queued', 'succeeded'];

/** All of them where they fit; else those that run, those that went wrong, those that wait, in this order. */
function visible(evaluations: readonly Evaluation[], rows: number): readonly Evaluation[] {
  if (evaluations.length <= rows) return evaluations;
  return evaluations.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status)).slice(0, rows);
}
