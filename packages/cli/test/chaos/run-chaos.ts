import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEvaluationStore, migrate } from '@model-trace/core/storage';
import { newWebhookSecret } from '@model-trace/core/webhooks';
import pg from 'pg';
import { startFakeHub } from '../../../core/test/fake-hub.ts';
import { freePort } from '../../src/processes/free-port.ts';
import { checkNothingLeft, checkQueueEmpty } from './check-leftovers.ts';
import { type Check, checkOutcome } from './check-outcome.ts';
import { checkWebhooks, webhookOfAll } from './check-webhooks.ts';
import { createFaultLog } from './fault-log.ts';
import { faultKinds } from './faults.ts';
import { injectFaults } from './inject-faults.ts';
import { startPostgresServer } from './postgres-server.ts';
import { seededRandom } from './random.ts';
import { startRedisServer } from './redis-server.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';
import { submitAll } from './submit-all.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { startWebhookReceiver } from './webhook-receiver.ts';
import { exampleModels, expectedNumbers, hubModels } from './workload.ts';

export interface ChaosOptions {
  evaluations: number;
  /** How long faults are injected. What is unfinished then goes on undisturbed. */
  seconds: number;
  seed: number;
  /** Where the queue is; in Redis only where there is a redis-server. */
  queue: 'redis' | 'postgresql';
  say(message: string): void;
}

export interface ChaosOutcome {
  faults: ReturnType<ReturnType<typeof createFaultLog>['rows']>;
  costs: Record<string, string | number>;
  checks: Check[];
  /** Folder with the logs, kept when a check failed. */
  directory: string;
}

const root = join(import.meta.dirname, '../../../..');
const workerCount = 4;
const lockDurationMs = 3_000;
/** Without a result for so long nothing more is waited for. A busy machine is slow; only one that stands still has lost something. */
const standstillMs = 120_000;

/** The whole service in processes of its own, on servers of its own, while everything goes wrong. */
export async function runChaos({ evaluations, seconds, seed, queue, say }: ChaosOptions): Promise<ChaosOutcome> {
  const random = seededRandom(seed);
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-chaos-'));
  const [temporary, cache, logs] = ['tmp', 'cache', 'logs'].map((name) => join(directory, name));
  for (const folder of [temporary, cache, logs]) await mkdir(folder);
  const mark = randomBytes(8).toString('hex');
  const cleanups: (() => Promise<unknown>)[] = [];
  const cleanUp = async () => {
    for (let next = cleanups.pop(); next !== undefined; next = cleanups.pop()) await next();
  };
  try {
    say('computing what results must be');
    const expected = await expectedNumbers(join(directory, 'expected'));
    say('starting PostgreSQL, Redis, the Hub and their proxies');
    const postgres = await startPostgresServer(join(directory, 'postgres'));
    cleanups.push(() => postgres.close());
    await migrate({ connectionString: postgres.connectionString });
    const redis = queue === 'redis' ? await startRedisServer({ port: await freePort(), cwd: directory }) : null;
    if (redis) cleanups.push(() => redis.close());
    else {
      const why = queue === 'redis' ? 'no redis-server on this machine: ' : '';
      say(`${why}the queue is in PostgreSQL, and faults of Redis are not injected`);
    }
    const proxies = {
      postgres: await startTcpProxy(Number(new URL(postgres.connectionString).port)),
      redis: redis && (await startTcpProxy(redis.port)),
    };
    cleanups.push(() => Promise.all([proxies.postgres.close(), proxies.redis?.close()]));
    const hub = await startFakeHub({ models: hubModels });
    cleanups.push(() => hub.close());

    const webhook = { secret: newWebhookSecret(), random: seededRandom(seed + 2) };
    const receiver = await startWebhookReceiver(webhook);
    cleanups.push(() => receiver.close());

    const proxied = new URL(postgres.connectionString);
    proxied.port = `${proxies.postgres.port}`;
    const databaseUrl = proxied.href;
    const redisUrl = proxies.redis ? `redis://127.0.0.1:${proxies.redis.port}` : undefined;
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const environment = {
      ...{ PATH: process.env.PATH, HOME: directory, TMPDIR: temporary, MODEL_TRACE_CHAOS: mark },
      SECRETS_KEY: randomBytes(32).toString('base64'),
    };
    const api = startServiceProcess({
      script: join(root, 'services/api/src/main.ts'),
      ...{ cwd: root, logFile: join(logs, 'api.log') },
      environment: {
        ...{ ...environment, PORT: `${port}`, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, CACHE_DIR: cache },
        ...{ HF_ENDPOINT: hub.endpoint, MODEL_ROOTS: exampleModels, LOG_LEVEL: 'warn' },
        WEBHOOK_ALLOW_PRIVATE: 'true',
      },
    });
    const startWorker = (index: number): ServiceProcess =>
      startServiceProcess({
        script: join(import.meta.dirname, 'worker.ts'),
        ...{ cwd: root, environment, logFile: join(logs, `worker-${index}.log`) },
        args: [
          JSON.stringify({
            ...{ databaseUrl, redisUrl, modelRoots: [exampleModels], hubEndpoint: hub.endpoint, codeCommit: 'chaos' },
            // Two read the Hub through a cache too small for all models, two by parts.
            ...{ cacheDir: cache, cacheMaxBytes: 16 * 2 ** 20, streamModels: index % 2 === 1 },
            // Every hidden state goes through a temporary file.
            hiddenMemoryMaxBytes: 1,
            ...{ lockDurationMs, stalledIntervalMs: 500, heartbeatMs: 200, sweepIntervalMs: 1_000, staleMs: 2_000 },
            ...{ retryDelayMs: 200, graceMs: 300, maxStarts: 100 },
            // So many tries that no message is given up by bad luck.
            ...{ webhookAllowPrivate: true, webhookTimeoutMs: 1_000, webhookLeaseMs: 3_000 },
            webhookRetryDelaysMs: Array.from({ length: 100 }, (_, tries) => Math.min(1_000, 100 * 2 ** tries)),
          }),
        ],
      });
    const workers = Array.from({ length: workerCount }, (_, index) => startWorker(index));
    const services = [api, ...workers];
    cleanups.push(() => Promise.all(services.map((service) => service.close())));

    const watch = watchWorkers(workers);
    const answers = async () => {
      while (
        !(await fetch(`${url}/health/live`)
          .then(({ ok }) => ok)
          .catch(() => false))
      )
        await sleep(50);
    };
    await answers();
    await createWebhookOfAll(url, { url: receiver.url + webhookOfAll, secret: webhook.secret });
    say(`${evaluations} evaluations, ${workerCount} workers, faults for ${seconds} s, seed ${seed}`);
    const startedAt = performance.now();
    const faultLog = createFaultLog(faultKinds.map(({ name }) => name));
    const ending = new AbortController();
    const endTimer = setTimeout(() => ending.abort(), seconds * 1000);
    const targets = { api, apiAnswers: answers, workers, redis, postgres, proxies, hub, lockDurationMs };
    const pauseMs = Math.max(500, Math.min(2_500, (seconds * 1000) / faultKinds.length / 1.5));
    const injecting = injectFaults({
      targets: { ...targets, nextResult: watch.nextResult },
      ...{ random, pauseMs, log: faultLog, signal: ending.signal },
    });
    const submitting = submitAll({
      ...{ url, evaluations, overMs: seconds * 800, random: seededRandom(seed + 1) },
      webhook: { url: receiver.url, secret: webhook.secret },
    });
    const stuck = await injecting;
    clearTimeout(endTimer);
    hub.clearFaults();
    const faultsMs = performance.now() - startedAt;
    say(`faults ended after ${(faultsMs / 1000).toFixed(0)} s, ${watch.results()} results so far`);
    const submissions = await submitting;
    const left = await untilFinished(postgres.connectionString, (count) => say(`${count} unfinished`));
    await untilTold(postgres.connectionString);
    const wallMs = performance.now() - startedAt;

    const ids = submissions.accepted.map(({ id }) => id);
    const connection = {
      postgresUrl: postgres.connectionString,
      redisUrl: redis ? `redis://127.0.0.1:${redis.port}` : undefined,
    };
    const queueCheck = await checkQueueEmpty(connection, ids);
    const { checks, starts } = await checkOutcome({
      connectionString: postgres.connectionString,
      ...{ submissions, expected },
    });
    const told = await checkWebhooks({ connectionString: postgres.connectionString, submissions, receiver });
    const crashes = services.reduce((sum, service) => sum + service.crashes, 0);
    const exits = await Promise.all(services.map((service) => service.close()));
    await cleanUp();
    const nothingLeft = await checkNothingLeft({ environment: `MODEL_TRACE_CHAOS=${mark}`, directory, temporary });
    const all: Check[] = [
      ...checks,
      ...told.checks,
      { name: 'every fault was recovered from', failures: stuck },
      { name: 'all was finished in time', failures: left === 0 ? [] : [`${left} evaluations are not`] },
      queueCheck,
      {
        name: 'every service stopped when asked',
        failures: exits.filter(({ code }) => code !== 0).map((exit) => JSON.stringify(exit)),
      },
      ...nothingLeft,
    ];
    if (all.every(({ failures }) => failures.length === 0)) await rm(directory, { recursive: true, force: true });
    return {
      faults: faultLog.rows(),
      costs: {
        'wall seconds': Math.round(wallMs / 1000),
        'seconds after the last fault': Math.round((wallMs - faultsMs) / 1000),
        'requests sent again by clients': submissions.repeated,
        'starts of evaluations': starts.total,
        ...Object.fromEntries(Object.entries(starts.ended).map(([code, count]) => [`  ended as ${code}`, count])),
        'results of stalled workers refused': watch.refused(),
        'jobs that came back from silent workers': watch.stalled(),
        'longest time without a result, seconds': (watch.longestGapMs() / 1000).toFixed(1),
        ...told.costs,
        'processes that ended by themselves': crashes,
      },
      checks: all,
      directory,
    };
  } finally {
    await cleanUp();
  }
}

async function createWebhookOfAll(url: string, webhook: { url: string; secret: string }): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/webhooks`, { method: 'POST', headers, body: JSON.stringify(webhook) });
  if (response.status !== 201) throw new Error(`the webhook was answered ${response.status} ${await response.text()}`);
}

/** What the workers tell of themselves. */
function watchWorkers(workers: readonly ServiceProcess[]) {
  let [results, refused, stalled, longestGapMs, lastAt] = [0, 0, 0, 0, performance.now()];
  let waiting: (() => void)[] = [];
  for (const { events } of workers) {
    events.on('line', ({ msg }) => {
      if (msg === 'evaluation finished but is no longer ours') refused++;
      if (msg === 'a job came back from a worker that fell silent') stalled++;
      if (msg !== 'evaluation succeeded') return;
      results++;
      longestGapMs = Math.max(longestGapMs, performance.now() - lastAt);
      lastAt = performance.now();
      for (const resolve of waiting) resolve();
      waiting = [];
    });
  }
  return {
    nextResult: () => new Promise<void>((resolve) => waiting.push(resolve)),
    results: () => results,
    refused: () => refused,
    stalled: () => stalled,
    longestGapMs: () => longestGapMs,
  };
}

/** @returns evaluations still unfinished when they stood still */
async function untilFinished(connectionString: string, tell: (left: number) => void): Promise<number> {
  const store = createEvaluationStore({ connectionString, maxConnections: 1 });
  const unfinished = async () =>
    (await store.unfinished({ before: new Date(Date.now() + 60_000), limit: 100_000 })).length;
  try {
    return await untilNone(unfinished, tell);
  } finally {
    await store.close();
  }
}

/** Until no message waits to be sent, or they stand still: what waits then fails its check. */
async function untilTold(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const pending = async () =>
    (await client.query(`select from webhook_deliveries where status = 'pending'`)).rowCount ?? 0;
  try {
    await untilNone(pending);
  } finally {
    await client.end();
  }
}

/** @returns how many there still were when they had not become fewer for `standstillMs` */
async function untilNone(count: () => Promise<number>, tell: (left: number) => void = () => {}): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  let movedAt = performance.now();
  for (let looks = 0; ; looks++) {
    const left = await count();
    if (left < fewest) {
      fewest = left;
      movedAt = performance.now();
    }
    if (left === 0 || performance.now() > movedAt + standstillMs) return left;
    if (looks % 20 === 0) tell(left);
    await sleep(500);
  }
}
