import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { exampleModels, runningApi } from '../../../services/api/test/running-api.ts';
import { exampleResults } from '../../core/test/results-fixture.ts';
import { collect, runCli, startCli } from './run-cli.ts';

const model = (name: string) => join(exampleModels, name);

async function directory(t: { after(cleanup: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'model-trace-cli-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

test('a batch says of each line what became of it, is exported, canceled and retried', async (t) => {
  const { url, store } = await runningApi(t);
  const file = join(await directory(t), 'batch.jsonl');
  const requests = [
    { model: model('g0'), tasks: ['perplexity'] },
    { model: '/etc', tasks: ['perplexity'] },
    { model: model('g1'), tasks: ['speed'] },
    { model: model('l0'), tasks: ['perplexity'], priority: 5 },
  ];
  await writeFile(file, `${requests.map((each) => JSON.stringify(each)).join('\n\n')}\n`);
  const batch = await runCli(['batch', file, '--url', url]);
  assert.equal(batch.code, 1);
  assert.match(batch.stderr, /2 of 4 requests were refused/);
  const lines = batch.stdout.trimEnd().split('\n');
  assert.match(lines[0], /^ {3}1 {2}✔ [0-9a-f-]{36} queued {2}.*g0$/);
  assert.match(lines[1], /^ {3}3 {2}✖ MODEL_PATH_FORBIDDEN: .*\/etc/);
  assert.match(lines[2], /^ {3}5 {2}✖ VALIDATION_FAILED: .*speed/);
  const { items } = await store.list({ limit: 10 });
  assert.deepEqual(items.map(({ request, priority }) => [request.model, priority]).sort(), [
    [model('g0'), 0],
    [model('l0'), 5],
  ]);

  const rows = await runCli(['export', 'evaluations', '--url', url, '--status', 'queued']);
  const exported = rows.stdout
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row).id);
  assert.deepEqual(exported.sort(), items.map(({ id }) => id).sort());
  const csv = join(await directory(t), 'rows.csv');
  const written = await runCli(['export', 'evaluations', '--url', url, '--format', 'csv', '--output', csv]);
  assert.deepEqual([written.code, written.stdout], [0, ''], written.stderr);
  assert.equal((await readFile(csv, 'utf8')).trimEnd().split('\r\n').length, 3);

  const [{ id }] = items;
  const canceled = await runCli(['cancel', id, '--url', url, '--json']);
  assert.equal(JSON.parse(canceled.stdout).status, 'canceled');
  assert.match((await runCli(['retry', id, '--url', url])).stdout, /Status +queued/);
  const again = await runCli(['retry', id, '--url', url, '--json']);
  assert.deepEqual([again.code, JSON.parse(again.stderr).error.code], [1, 'CONFLICT']);
});

test('watch follows several evaluations, and fails when one of them did', async (t) => {
  const { url, store, post } = await runningApi(t);
  const ids: string[] = [];
  for (const name of ['g0', 'g1'])
    ids.push((await post('/v1/evaluations', { model: model(name), tasks: ['perplexity'] })).body.id);
  const child = startCli(['watch', ...ids, '--url', url]);
  const output = collect(child);
  const closed = new Promise((resolve) => child.once('close', resolve));
  const first = (await store.start(ids[0]))!;
  await store.saveProgress(ids[0], first.attempt, {
    task: 'perplexity',
    phase: 'layers',
    done: 1,
    total: 2,
    unit: 'layers',
  });
  const results = exampleResults((await store.get(ids[0]))!.request, { perplexity: 40, commit: null });
  assert.ok(await store.succeed(ids[0], first.attempt, results));
  await post(`/v1/evaluations/${ids[1]}/cancel`);
  assert.equal(await closed, 1, output.stderr);
  const [ok, gone] = ['g0', 'g1'].map(
    (name) =>
      output.stdout
        .split('\n')
        .filter((line) => line.includes(name))
        .at(-1)!,
  );
  if (ok !== undefined) assert.match(ok, /✔ .*perplexity 40/);
  if (gone !== undefined) assert.match(gone, /✖ .*canceled|✖ .*CANCELED/);
  assert.ok(!output.stdout.includes('\u001b'));
  const json = await runCli(['watch', ...ids, '--url', url, '--json']);
  assert.deepEqual(
    JSON.parse(json.stdout).items.map(({ status }: { status: string }) => status),
    ['succeeded', 'canceled'],
  );
});

test('a key is taken from the environment and a Hub token is sent only when asked to', async (t) => {
  const { url } = await runningApi(t, { auth: 'keys' });
  const refused = await runCli(['leaderboard', '--url', url, '--json']);
  const { error } = JSON.parse(refused.stderr);
  assert.deepEqual([refused.code, error.code], [1, 'KEY_MISSING']);
  assert.match(error.fix, /MODEL_TRACE_API_KEY|key/);
  const none = await runCli(['submit', 'a/b', '--with-hub-token', '--url', url], { env: { HF_TOKEN: undefined } });
  assert.match(none.stderr, /HF_TOKEN is not set/);
  assert.equal(none.code, 2);
});

test('a file that is no batch is refused before anything is sent, a file that cannot be written leaves none', async (t) => {
  const folder = await directory(t);
  const file = join(folder, 'batch.jsonl');
  const nowhere = ['--url', 'http://127.0.0.1:1'];
  for (const [content, message] of [
    ['{"model":"a/b"}\n{', /batch\.jsonl:2 is not JSON/],
    ['[1]', /batch\.jsonl:1 is not a JSON object/],
    ['\n', /holds no request/],
  ] as const) {
    await writeFile(file, content);
    const { code, stderr } = await runCli(['batch', file, ...nowhere]);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
  await rm(file);
  const { url } = await runningApi(t);
  const target = join(folder, 'none', 'x.csv');
  const { code, stderr } = await runCli(['export', 'leaderboard', '--output', target, '--url', url]);
  assert.equal(code, 2, stderr);
  assert.match(stderr, /Cannot write .*ENOENT/);
  assert.deepEqual(await readdir(folder), []);
});
