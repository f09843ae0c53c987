import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Evaluation } from '@model-trace/client';
import { pino } from 'pino';
import type { CommandContext } from '../command-context.ts';
import { repositoryRoot } from '../config.ts';
import { freePort } from '../processes/free-port.ts';
import { startServerStack } from '../processes/server-stack.ts';
import { untilStopped } from '../processes/until-stopped.ts';
import { leaderboardReport } from '../reports/leaderboard-report.ts';
import { evaluationFailure } from '../server/evaluation-failure.ts';
import { serverClient } from '../server/server-client.ts';
import { followEvaluations } from '../watch/follow-evaluations.ts';
import { exampleModelsDir, exampleRequests } from './example-models.ts';
import { whatToTry } from './what-to-try.ts';

export interface DemoOptions {
  /** Stop after the leaderboard instead of serving until stopped. */
  once: boolean;
  port: number | undefined;
  dataDir: string;
}

const firstPort = 8080;
/** The server is our own. */
const demoPollMs = 150;

/** The whole service on this machine: database, API, a worker, the example models, the leaderboard. */
export async function runDemo(context: CommandContext, { once, port, dataDir }: DemoOptions): Promise<void> {
  const { stdout, stderr, signal, config } = context;
  // Model ids of the examples are relative to the root, for the API and for the worker.
  process.chdir(repositoryRoot);
  await mkdir(dataDir, { recursive: true });
  const startedAt = Date.now();
  const stack = await startServerStack({
    ...{ dataDir, webDir: config.webDir, workers: 1, signal },
    environment: {
      HOST: '127.0.0.1',
      AUTH: 'off',
      PORT: String(port ?? (await freePort({ first: firstPort }))),
      MODEL_ROOTS: [exampleModelsDir, ...config.modelRoots].join(delimiter),
    },
    log: pino.destination({ dest: join(dataDir, 'api.log'), sync: true }),
    workerLogFile: join(dataDir, 'worker.log'),
    onStep: (step) => stderr.write(stderr.style('dim', `${step}…\n`)),
    onCrash: (message) => stderr.write(`${message}\n`),
  });
  try {
    const client = serverClient(context, { url: stack.api.url });
    const submitted: Evaluation[] = [];
    for (const request of await exampleRequests()) submitted.push(await client.submit(request));
    stderr.write(`\n${submitted.length} example models submitted to ${stack.api.url}\n\n`);
    const finished = await Promise.race([
      followEvaluations({ client, evaluations: submitted, output: stderr, pollMs: demoPollMs }),
      stack.failed,
    ]);
    const [entries, tasks] = [await Array.fromAsync(client.leaderboard()), await client.tasks()];
    stdout.write(`\n${leaderboardReport({ entries, tasks }, stdout)}\n`);
    stderr.write(stderr.style('dim', `${((Date.now() - startedAt) / 1000).toFixed(1)} s to the table\n\n`));
    if (once) {
      const failure = finished.map(evaluationFailure).find((error) => error !== null);
      if (failure !== undefined) throw failure;
    } else {
      stdout.write(whatToTry({ url: stack.api.url, output: stdout }));
      await Promise.race([untilStopped(signal), stack.failed]);
      stderr.write('\nstopping…\n');
    }
  } finally {
    await stack.close();
  }
}
