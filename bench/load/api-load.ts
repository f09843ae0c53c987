import { join } from 'node:path';
import { type Benchmark, median, type Row } from '../row.ts';
import { freePort } from './free-port.ts';
import { startLoadProcess } from './load-process.ts';
import { type LoadServers, withLoadServers } from './load-servers.ts';
import { type LoopResult, requestLoop } from './request-loop.ts';

const root = join(import.meta.dirname, '../..');
export const submission = { model: join(root, 'examples/models/g0'), tasks: ['perplexity'], force: true };
const loop = { method: 'POST' as const, connections: 50, ms: 4_000 };
const warmUp = { ...loop, ms: 3_000 };
/** In turns, so that other work on the machine meets both. */
const rounds = 5;

export async function startApiProcess({ databaseUrl, redisUrl }: LoadServers) {
  const port = await freePort();
  const api = startLoadProcess(join(root, 'services/api/src/main.ts'), {
    env: {
      PORT: `${port}`,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      MODEL_ROOTS: join(root, 'examples/models'),
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await api.answers(`${url}/health/ready`);
  return { url, stop: api.stop };
}

async function bareRoute({ databaseUrl, redisUrl }: LoadServers) {
  const port = await freePort();
  const bare = startLoadProcess(join(import.meta.dirname, 'bare-route.ts'), {
    args: [`${port}`, databaseUrl, redisUrl],
  });
  const url = `http://127.0.0.1:${port}/`;
  await bare.answers(url);
  return { url, stop: bare.stop };
}

/** Both loops in turns. @returns medians over the rounds, and of the ratios within a round */
async function inTurns(ours: () => Promise<LoopResult>, theirs: () => Promise<LoopResult>) {
  const pairs: { ours: LoopResult; theirs: LoopResult }[] = [];
  for (let round = 0; round < rounds; round++) pairs.push({ theirs: await theirs(), ours: await ours() });
  const of = (value: (pair: (typeof pairs)[number]) => number) => median(pairs.map(value));
  return {
    ...{ ours: of((pair) => pair.ours.requestsPerSecond), theirs: of((pair) => pair.theirs.requestsPerSecond) },
    ...{ oursP99Ms: of((pair) => pair.ours.p99Ms), theirsP99Ms: of((pair) => pair.theirs.p99Ms) },
    ratio: of((pair) => pair.ours.requestsPerSecond / pair.theirs.requestsPerSecond),
    p99Ratio: of((pair) => pair.ours.p99Ms / pair.theirs.p99Ms),
    errors: pairs.reduce((sum, pair) => sum + pair.ours.errors + pair.theirs.errors, 0),
  };
}

/** Submissions of one model, the API's process against one with the least such a route can do, in turns. */
export const apiSubmit: Benchmark = {
  name: 'api-submit',
  run: ({ workDir, say }) =>
    withLoadServers(workDir, async (servers): Promise<Row[]> => {
      const body = JSON.stringify(submission);
      const [bare, api] = await Promise.all([bareRoute(servers), startApiProcess(servers)]);
      const url = `${api.url}/v1/evaluations`;
      say('warming up');
      for (const each of [bare.url, url]) await requestLoop({ ...warmUp, url: each, body });
      say('the bare route and the API in turns');
      const measured = await inTurns(
        () => requestLoop({ ...loop, url, body }),
        () => requestLoop({ ...loop, url: bare.url, body }),
      );
      await Promise.all([bare.stop(), api.stop()]);
      const { ours: value, theirs: peerValue, ratio, p99Ratio, errors } = measured;
      const p99 = `p99 ${measured.oursP99Ms.toFixed(0)} ms against ${measured.theirsP99Ms.toFixed(0)} ms`;
      return [
        {
          ...{ name: 'api-submit', value, unit: 'requests/s', peer: 'bare Fastify route', peerValue, ratio },
          goal: 'ratio >= 0.8, no errors, p99 within 1.5 times',
          met: ratio >= 0.8 && errors === 0 && p99Ratio <= 1.5,
          note: `${p99} (${p99Ratio.toFixed(2)} times), ${errors} errors`,
        },
      ];
    }),
};

/** Evaluations a second by batches of 1,000, of four clients as one leaves processes idle, and one by one, in turns. */
export const apiBatch: Benchmark = {
  name: 'api-batch',
  run: ({ workDir, say }) =>
    withLoadServers(workDir, async (servers): Promise<Row[]> => {
      const api = await startApiProcess(servers);
      const url = `${api.url}/v1/evaluations`;
      const one = JSON.stringify(submission);
      const many = JSON.stringify({ items: Array.from({ length: 1_000 }, () => submission) });
      const single = { url, body: one };
      const batch = { url: `${url}:batch`, body: many, connections: 4 };
      say('warming up');
      for (const each of [single, batch]) await requestLoop({ ...warmUp, ...each });
      say('one by one and batches in turns');
      const measured = await inTurns(
        () => requestLoop({ ...loop, ...batch }),
        () => requestLoop({ ...loop, ...single }),
      );
      await api.stop();
      const [value, ratio] = [1_000 * measured.ours, 1_000 * measured.ratio];
      return [
        {
          ...{ name: 'api-batch', value, unit: 'evaluations/s', peer: 'one by one, 50 connections' },
          ...{ peerValue: measured.theirs, ratio, goal: 'ratio >= 10', met: ratio >= 10 && measured.errors === 0 },
          note: `${measured.errors} errors`,
        },
      ];
    }),
};
