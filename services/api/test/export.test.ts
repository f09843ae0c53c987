import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exampleResults } from '../../../packages/core/test/results-fixture.ts';
import { executeSql, testDatabase } from '../../../packages/core/test/services.ts';
import { runningApi } from './running-api.ts';
import { testApp } from './test-app.ts';

describe('GET /v1/evaluations:export', () => {
  test('gives every evaluation, with its result or its numbers, as the list filters them', async (t) => {
    const { get, store } = await runningApi(t);
    const request = { model: '=owner/g0', base: 'b/c', tasks: ['perplexity' as const, 'trace' as const] };
    const { id } = await store.create({ request, commit: 'f'.repeat(40), baseCommit: null });
    const { attempt } = (await store.start(id))!;
    const results = exampleResults(request, { perplexity: 20.25, log10PValue: -312.5 });
    await store.succeed(id, attempt, results);
    for (let index = 0; index < 250; index++)
      await store.create({ request: { model: `m/${index}`, tasks: ['perplexity'] }, commit: null, baseCommit: null });

    const jsonl = await get('/v1/evaluations:export');
    assert.equal(jsonl.status, 200);
    const lines = jsonl.body
      .trimEnd()
      .split('\n')
      .map((line: string) => JSON.parse(line));
    assert.equal(lines.length, 251);
    assert.deepEqual([lines[0].model, lines[250].id, lines[250].result], ['m/249', id, results]);
    const listed = (await get('/v1/evaluations?status=succeeded')).body.items[0];
    assert.deepEqual(lines[250], { ...listed, result: results });

    const csv: string[] = (await get('/v1/evaluations:export?format=csv&status=succeeded')).body.split('\r\n');
    assert.equal(csv.length, 3);
    const heading = csv[0].split(',');
    const cells = Object.fromEntries(csv[1].split(',').map((cell, index) => [heading[index], cell]));
    assert.deepEqual(
      [cells.id, cells.model, cells['perplexity.perplexity'], cells['trace.match.log10PValue'], cells.tasks],
      [id, `"'=owner/g0"`, '20.25', '-312.5', 'perplexity trace'],
    );
    assert.equal((await get('/v1/evaluations:export?model=m/7')).body.trimEnd().split('\n').length, 1);
    assert.equal((await get('/v1/evaluations:export?limit=7')).body.code, 'VALIDATION_FAILED');
    assert.equal((await get('/v1/evaluations:export?submittedBefore=2020-01-01T00:00:00Z')).body, '');
    const board = (await get('/v1/leaderboard?format=jsonl')).body;
    assert.deepEqual(JSON.parse(board), (await get('/v1/leaderboard')).body.items[0]);
  });

  test('the header Accept chooses the format, the query wins', async (t) => {
    const { app } = await testApp(t);
    const type = async (url: string, accept: string) =>
      String((await app.inject({ url, headers: { accept } })).headers['content-type']).split(';')[0];
    assert.equal(await type('/v1/evaluations:export', 'text/csv'), 'text/csv');
    assert.equal(await type('/v1/evaluations:export', '*/*'), 'application/jsonl');
    assert.equal(await type('/v1/evaluations:export?format=jsonl', 'text/csv'), 'application/jsonl');
    assert.equal(await type('/v1/leaderboard', 'application/jsonl'), 'application/jsonl');
  });
});

describe('filters of the list', () => {
  test('"me" is the key of the request, and refused without one; times must exist', async (t) => {
    const { app } = await testApp(t);
    const refused = {
      'submitter=me': '/submitter',
      'submitter=you': '/submitter',
      'submittedAfter=yesterday': '/submittedAfter',
      'submittedBefore=2026-02-30T00:00:00Z': '/submittedBefore',
      'submittedBefore=2016-12-31T23:59:60Z': '/submittedBefore',
      'task=perplexty': '/task',
    };
    for (const [query, pointer] of Object.entries(refused)) {
      const answer = await app.inject(`/v1/evaluations?${query}`);
      assert.equal(answer.statusCode, 400, query);
      assert.deepEqual(answer.json().errors[0].pointer, pointer, query);
    }
  });
});

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const rows = 50_000;

test(`${rows} rows are sent in a heap that could not hold them`, { skip: process.platform !== 'linux' }, async (t) => {
  const databaseUrl = await testDatabase(t);
  const result = exampleResults({ model: 'owner/g0', tasks: ['perplexity'] }, { seedText: 'x'.repeat(700) });
  await executeSql(
    databaseUrl,
    `insert into evaluations (id, request, model, status)
       select ('01890000-0000-7000-8000-' || lpad(to_hex(index), 12, '0'))::uuid,
         '{"model":"owner/g0","tasks":["perplexity"]}', 'owner/g0', 'succeeded' from generate_series(1, ${rows}) as index;
     insert into results (evaluation_id, task, metric_value, architecture, parameters, dtype, result)
       select id, 'perplexity', 12.5, 'gpt2', 1000, 'F32', $$${JSON.stringify(result.perplexity)}$$::jsonb from evaluations;
     insert into leaderboard (evaluation_id, model, commit, metrics, sources, submitted_at, finished_at)
       select id, 'owner/' || id, null, '{"perplexity":12.5}', '{}', now(), now() from evaluations;
     analyze`,
  );
  const child = spawn(process.execPath, ['--max-old-space-size=80', main], {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => void child.kill('SIGKILL'));
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    url = JSON.parse(line).url ?? '';
    if (url !== '') break;
  }
  child.stdout.resume();
  const peakBytes = async () => {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${child.pid}/status`, 'utf8'))!;
    return Number(kilobytes) * 1024;
  };
  const download = async (path: string) => {
    const response = await fetch(url + path, { headers: { 'accept-encoding': 'identity' } });
    assert.equal(response.status, 200);
    let bytes = 0;
    let lines = 0;
    for await (const chunk of response.body!) {
      bytes += chunk.length;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
    }
    return { bytes, lines };
  };
  await download('/v1/evaluations:export?submittedBefore=2020-01-01T00:00:00Z');
  const before = await peakBytes();
  const all = await download('/v1/evaluations:export');
  assert.equal(all.lines, rows);
  assert.ok(all.bytes > 100e6, `only ${all.bytes} bytes`);
  const board = await download('/v1/leaderboard?format=csv');
  assert.equal(board.lines, rows + 1);
  const grown = (await peakBytes()) - before;
  t.diagnostic(`${all.bytes} bytes sent, ${grown} bytes of memory more than before`);
  assert.ok(grown < 64e6, `${grown} bytes more than before`);
  child.kill('SIGTERM');
  await once(child, 'exit');
});
