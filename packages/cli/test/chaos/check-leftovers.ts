import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEvaluationQueue, type QueueConnectionOptions } from '@model-trace/core/queue';
import { processesOf } from '../processes-of.ts';
import type { Check } from './check-outcome.ts';

/** Jobs of evaluations that have ended. Asked while the queue's server still runs. */
export async function checkQueueEmpty(connection: QueueConnectionOptions, ids: readonly string[]): Promise<Check> {
  const queue = createEvaluationQueue(connection);
  try {
    const jobs: string[] = [];
    for (const id of ids) {
      const state = await queue.state(id);
      if (state !== null) jobs.push(`${id} is ${state}`);
    }
    return { name: 'no job is left in the queue', failures: jobs };
  } finally {
    await queue.close();
  }
}

/** Processes and files of a run whose services were all stopped. */
export async function checkNothingLeft(options: {
  environment: string;
  directory: string;
  temporary: string;
}): Promise<Check[]> {
  const files = await readdir(options.temporary, { recursive: true });
  let processes = processesOf(options);
  // A process that was told to end a moment ago may take one.
  for (let tries = 0; processes.length > 0 && tries < 50; tries++) {
    await sleep(100);
    processes = processesOf(options);
  }
  return [
    { name: 'no process is left', failures: processes },
    { name: 'no temporary file is left', failures: files },
  ];
}
