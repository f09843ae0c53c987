import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { evaluate } from '@model-trace/core/evaluation';
import { createEvaluationQueue } from '@model-trace/core/queue';
import { createEvaluationStore } from '@model-trace/core/storage';
import { Queue, Worker } from 'bullmq';
import pg from 'pg';
import type { Benchmark, Row } from '../row.ts';
import { submission } from './api-load.ts';
import { startLoadProcess } from './load-process.ts';
import { type LoadServers, withLoadServers } from './load-servers.ts';

const concurrency = 32;
const drainJobs = 3_000;
const simulatedMs = 2_000;
const rounds = 6;

/** Queues evaluations that compute nothing, then starts workers. @returns evaluations a second, from the first start to the last end */
async function drain(
  { databaseUrl, redisUrl }: LoadServers,
  { workDir, jobs, ms, processes }: { workDir: string; jobs: number; ms: number; processes: number },
): Promise<number> {
  const result = join(workDir, 'result.json');
  const request = { model: submission.model, tasks: ['perplexity' as const] };
  const models = { roots: [submission.model], cacheDir: workDir, cacheMaxBytes: 2 ** 20 };
  const results = await evaluate({ request, models, provider: 'cpu', codeCommit: null });
  // Without the losses of each token: how large a result is, is not what is measured.
  await writeFile(result, JSON.stringify({ perplexity: { ...results.perplexity, tokens: [] } }));
  const store = createEvaluationStore({ connectionString: databaseUrl });
  const queue = createEvaluationQueue({ postgresUrl: databaseUrl, redisUrl, prefix: 'bench', timeoutMs: 60_000 });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const workers = Array.from({ length: processes }, () =>
    startLoadProcess(join(import.meta.dirname, 'load-worker.ts'), {
      args: [JSON.stringify({ databaseUrl, redisUrl, queuePrefix: 'bench', concurrency: concurrency / processes })],
      env: { BENCH_RESULT: result, BENCH_MS: `${ms}` },
    }),
  );
  try {
    const drained = async (count: number): Promise<number> => {
      // Of models of their own, as submissions are: results of one model take turns at its line of the leaderboard.
      const wanted = Array.from({ length: count }, (_, i) => ({
        ...{ request: { ...request, model: `bench/m${i}` }, commit: null, baseCommit: null, force: true },
      }));
      const submitted = (await store.submit(wanted)).map(({ evaluation }) => evaluation);
      await queue.addMany(submitted);
      for (;;) {
        await sleep(200);
        const { rows } = await client.query(
          `select count(*) filter (where status <> 'succeeded')::int as left,
          extract(epoch from max(finished_at) - min(started_at))::float as seconds from evaluations where id >= $1`,
          [submitted[0].id],
        );
        if (rows[0].left === 0) return count / rows[0].seconds;
      }
    };
    // Every child has started when the warm-up is over; what is measured is the draining.
    await drained(4 * concurrency);
    return await drained(jobs);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await Promise.all([queue.close(), store.close(), client.end()]);
  }
}

async function bareDrain({ redisUrl }: LoadServers): Promise<number> {
  const connection = { url: redisUrl, maxRetriesPerRequest: null };
  const queue = new Queue('bare', { connection, prefix: 'bare' });
  await queue.addBulk(
    Array.from({ length: drainJobs }, () => ({ name: 'no-op', data: {}, opts: { removeOnComplete: true } })),
  );
  const startedAt = performance.now();
  let left = drainJobs;
  const { promise, resolve } = Promise.withResolvers<void>();
  const work = async () => void (--left === 0 && resolve());
  const worker = new Worker('bare', work, { connection, prefix: 'bare', concurrency });
  await promise;
  const seconds = (performance.now() - startedAt) / 1000;
  await worker.close();
  await queue.close();
  return drainJobs / seconds;
}

/** Evaluations that compute nothing, with all that a worker stores of them, against a BullMQ worker that does nothing. */
export const workerDrain: Benchmark = {
  name: 'worker-drain',
  run: ({ workDir, say }) =>
    withLoadServers(workDir, async (servers): Promise<Row[]> => {
      say('bare worker');
      const peerValue = await bareDrain(servers);
      say('worker service');
      const value = await drain(servers, { workDir, jobs: drainJobs, ms: 0, processes: 1 });
      const ratio = value / peerValue;
      return [
        {
          ...{ name: 'worker-drain', value, unit: 'jobs/s', peer: 'bare BullMQ worker', peerValue, ratio },
          ...{ goal: 'ratio >= 0.8', met: ratio >= 0.8 },
        },
      ];
    }),
};

/** 32 evaluations at a time, by 4 workers, each of two seconds in which nothing is computed. */
export const scale32: Benchmark = {
  name: 'scale-32',
  run: ({ workDir, say }) =>
    withLoadServers(workDir, async (servers): Promise<Row[]> => {
      say(`${rounds} rounds of ${concurrency} evaluations`);
      const jobs = rounds * concurrency;
      const value = await drain(servers, { workDir, jobs, ms: simulatedMs, processes: 4 });
      const peerValue = (1_000 * concurrency) / simulatedMs;
      const ratio = value / peerValue;
      return [
        {
          ...{ name: 'scale-32', value, unit: 'evaluations/s', peer: 'no time lost', peerValue, ratio },
          ...{ goal: 'ratio >= 0.95', met: ratio >= 0.95 },
        },
      ];
    }),
};
