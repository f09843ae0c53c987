import pg from 'pg';
import type { Benchmark, Row } from '../row.ts';
import { startApiProcess, submission } from './api-load.ts';
import { withLoadServers } from './load-servers.ts';
import { requestLoop } from './request-loop.ts';

const rows = 1_000_000;
const maxP99Ms = 50;

/** Lists and submissions with a million finished evaluations in the table, against an empty one. */
export const millionRows: Benchmark = {
  name: 'million-rows',
  run: ({ workDir, say }) =>
    withLoadServers(workDir, async (servers): Promise<Row[]> => {
      const api = await startApiProcess(servers);
      const submit = { url: `${api.url}/v1/evaluations`, method: 'POST' as const, body: JSON.stringify(submission) };
      await requestLoop({ ...submit, connections: 50, ms: 3_000 });
      say('enqueueing into an empty table');
      const empty = await requestLoop({ ...submit, connections: 50, ms: 5_000 });
      say(`inserting ${rows} rows`);
      await fill(servers.databaseUrl);
      say('enqueueing into a full table');
      await requestLoop({ ...submit, connections: 50, ms: 1_000 });
      const full = await requestLoop({ ...submit, connections: 50, ms: 5_000 });
      const pages = [
        '/v1/leaderboard',
        '/v1/evaluations',
        '/v1/evaluations?status=succeeded',
        '/v1/evaluations?model=org/m7',
      ];
      const measured: Row[] = [];
      for (const path of pages) {
        say(path);
        const read = (url: string) => requestLoop({ url, connections: 1, ms: 5_000 });
        // What the machine itself takes of this time, with all else that runs on it.
        const nothing = await read(`${api.url}/health/live`);
        const { medianMs, p99Ms, errors } = await read(api.url + path);
        const note = `median ${medianMs.toFixed(1)} ms; /health/live p99 ${nothing.p99Ms.toFixed(1)} ms; ${errors} errors`;
        measured.push({
          ...{ name: `million-rows ${path}`, value: p99Ms, unit: 'ms (p99)', peer: null, peerValue: null, ratio: null },
          ...{ goal: `<= ${maxP99Ms} ms`, met: p99Ms <= maxP99Ms && errors === 0, note },
        });
      }
      await api.stop();
      const ratio = full.requestsPerSecond / empty.requestsPerSecond;
      measured.push({
        ...{ name: 'million-rows enqueue', value: full.requestsPerSecond, unit: 'requests/s', peer: 'empty table' },
        ...{ peerValue: empty.requestsPerSecond, ratio, goal: 'ratio >= 0.9', met: ratio >= 0.9 && full.errors === 0 },
      });
      return measured;
    }),
};

/** Finished evaluations of 20,000 models with one result each. */
async function fill(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    // Without triggers and foreign keys: events of what ended long ago are forgotten, and these rows are known to fit.
    await client.query('set session_replication_role = replica');
    await client.query(`
      insert into evaluations (id, request, model, status, attempt, created_at, queued_at, started_at, finished_at)
      select ('01800000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, jsonb_build_object('model', 'org/m' || n % 20000, 'tasks', '["perplexity"]'::jsonb),
        'org/m' || n % 20000, 'succeeded', 1, t, t, t, t
      from (select n, now() - n * interval '1 second' as t from generate_series(1, ${rows}) as n) as made`);
    await client.query(`
      insert into results (evaluation_id, task, metric_value, architecture, parameters, dtype, result)
      select id, 'perplexity', 10 + random(), 'gpt2', 1000, 'F32', '{}' from evaluations where status = 'succeeded'`);
    await client.query(`
      insert into leaderboard (evaluation_id, model, metrics, sources, architecture, parameters, dtype, submitted_at, finished_at)
      select distinct on (model) id, model, jsonb_build_object('perplexity', 10 + random()),
        jsonb_build_object('perplexity', id), 'gpt2', 1000, 'F32', created_at, finished_at
      from evaluations where status = 'succeeded' order by model, id desc`);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}
