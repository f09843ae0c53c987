import type { Client } from '@model-trace/client';
import type { CommandContext } from '../command-context.ts';
import { evaluationReport } from '../reports/evaluation-report.ts';
import { evaluationFailure } from '../server/evaluation-failure.ts';
import { createProgressLine } from '../terminal/progress-line.ts';
import { watchPollMs } from './watch-poll.ts';

export interface FollowOptions {
  context: CommandContext;
  client: Client;
  id: string;
  json?: boolean;
}

/** Shows the progress of an evaluation until it is finished, then its result. @throws what it failed with */
export async function followEvaluation({ context, client, id, json }: FollowOptions): Promise<void> {
  const { stdout, stderr } = context;
  const line = createProgressLine(stderr);
  let queuePosition: number | null = null;
  try {
    const evaluation = await client.waitFor(id, {
      pollMs: watchPollMs,
      onProgress(current) {
        if (current.status === 'running' && current.progress !== null) line.update(current.progress);
        if (current.queuePosition !== null && current.queuePosition !== queuePosition)
          stderr.write(`queued, ${current.queuePosition} before it\n`);
        queuePosition = current.queuePosition;
      },
    });
    line.clear();
    stdout.write(json ? `${JSON.stringify(evaluation)}\n` : evaluationReport(evaluation, stdout));
    const failure = evaluationFailure(evaluation);
    if (failure !== null) throw failure;
  } finally {
    line.clear();
  }
}
