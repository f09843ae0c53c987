import { join } from 'node:path';
import type { Benchmark, Row } from '../row.ts';
import { freePort } from './free-port.ts';
import { startLoadProcess } from './load-process.ts';
import { type LoadServers, withLoadServers } from './load-servers.ts';
import { requestLoop } from './request-loop.ts';

const root = join(import.meta.dirname, '../..');
export const submission = { model: join(root, 'examples/models/g0'), tasks: ['perplexity'], force: true };
const loop = { method: 'POST' as const, connections: 50, ms: 8_000 };
const warmUp = { ...loop, ms: 2_000 };

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

/** Submissions of one model, the API's process against one with the least such a route can do, in turns. */
export const apiSubmit: Benchmark = {
  name: 'api-submit',
  run: ({ workDir, say }) =>
    withLoadServers(workDir, async (servers): Promise<Row[]> => {
      const body = JSON.stringify(submission);
      say('bare route');
      const bare = await bareRoute(servers);
      await requestLoop({ ...warmUp, url: bare.url, body });
      const theirs = await requestLoop({ ...loop, url: bare.url, body });
      await bare.stop();
      say('API');
      const api = await startApiProcess(servers);
      const url = `${api.url}/v1/evaluations`;
      await requestLoop({ ...warmUp, url, body });
      const ours = await requestLoop({ ...loop, url, body });
      await api.stop();
      const ratio = ours.requestsPerSecond / theirs.requestsPerSecond;
      return [
        {
          ...{ name: 'api-submit', value: ours.requestsPerSecond, unit: 'requests/s', peer: 'bare Fastify route' },
          ...{ peerValue: theirs.requestsPerSecond, ratio, goal: 'ratio >= 0.8, no errors, p99 within 1.5 times' },
          met: ratio >= 0.8 && ours.errors === 0 && ours.p99Ms <= 1.5 * theirs.p99Ms,
          note: `p99 ${ours.p99Ms.toFixed(0)} ms against ${theirs.p99Ms.toFixed(0)} ms, ${ours.errors} errors`,
        },
      ];
    }),
};

/** Evaluations a second by batches of 1,000 and one by one. */
export const apiBatch: Benchmark = {
  name: 'api-batch',
  run: ({ workDir, say }) =>
    withLoadServers(workDir, async (servers): Promise<Row[]> => {
      const api = await startApiProcess(servers);
      say('one by one');
      const url = `${api.url}/v1/evaluations`;
      await requestLoop({ ...warmUp, url, body: JSON.stringify(submission) });
      const single = await requestLoop({ ...loop, url, body: JSON.stringify(submission) });
      say('batches');
      const body = JSON.stringify({ items: Array.from({ length: 1_000 }, () => submission) });
      const batch = await requestLoop({ ...loop, url: `${url}:batch`, body, connections: 1 });
      await api.stop();
      const value = 1_000 * batch.requestsPerSecond;
      const ratio = value / single.requestsPerSecond;
      return [
        {
          ...{ name: 'api-batch', value, unit: 'evaluations/s', peer: 'one by one, 50 connections' },
          ...{ peerValue: single.requestsPerSecond, ratio, goal: 'ratio >= 10' },
          met: ratio >= 10 && batch.errors === 0,
          note: `${batch.errors} errors`,
        },
      ];
    }),
};
