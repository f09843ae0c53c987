import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { evaluate } from '@model-trace/core/evaluation';
import { runCli } from '../../../packages/cli/test/run-cli.ts';
import { createClient } from '../../../packages/client/src/index.ts';
import { keyedApi } from './keyed-api.ts';
import { exampleModels, runningApi } from './running-api.ts';
import { testApp } from './test-app.ts';

const at = (name: string) => join(exampleModels, name);

test('bases are added at their commits, once each; a scan is stored with them, runs, and shows its result', async (t) => {
  const { url, get, post, store, hub } = await runningApi(t);
  const client = createClient({ baseUrl: url });
  const g0 = await client.addBase({ model: 'owner/g0' });
  assert.deepEqual([g0.model, g0.commit, g0.architecture], ['owner/g0', await hub.commitOf('owner/g0'), 'gpt2']);
  assert.equal((await post('/v1/bases', { model: 'owner/g0' })).status, 200);
  assert.equal((await post('/v1/bases', { model: 'owner/l0' })).status, 201);
  const added = await runCli(['bases', 'add', at('g1'), '--url', url]);
  assert.deepEqual([added.code, added.stderr], [0, '']);
  assert.equal((await post('/v1/bases', { model: 'owner/rwkv' })).body.code, 'ARCHITECTURE_UNSUPPORTED');
  assert.deepEqual((await client.bases()).map(({ model }) => model).sort(), [at('g1'), 'owner/g0', 'owner/l0']);
  assert.match((await runCli(['bases', 'list', '--url', url])).stdout, /^owner\/l0 @ [0-9a-f]{10} +llama/m);

  const unknown = await post('/v1/scans', { model: at('g0-ft-short'), bases: ['owner/g0', 'no/base'] });
  assert.deepEqual(
    [unknown.status, unknown.body.code, unknown.body.errors[0].pointer],
    [422, 'BASE_UNKNOWN', '/bases/1'],
  );
  const part = await client.scan({ model: at('g0-ft-short'), bases: ['owner/l0'] });
  assert.deepEqual([part.tasks, part.scannedBases, part.status], [['scan'], 1, 'queued']);
  const { id } = await client.scan({ model: at('g0-ft-short'), traces: 1 });
  const { request } = (await store.get(id))!;
  assert.deepEqual(request.scan, {
    bases: [
      { model: at('g1') },
      { model: 'owner/g0', revision: g0.commit },
      { model: 'owner/l0', revision: await hub.commitOf('owner/l0') },
    ],
    traces: 1,
  });

  const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-scan-'));
  t.after(() => rm(cacheDir, { recursive: true }));
  const models = { roots: [exampleModels], cacheDir, cacheMaxBytes: 2 ** 30, hubEndpoint: hub.endpoint };
  const { attempt } = (await store.start(id))!;
  assert.ok(await store.succeed(id, attempt, await evaluate({ request, models, provider: 'cpu', codeCommit: null })));
  const done = await client.evaluation(id);
  const scan = done.result!.scan!;
  assert.deepEqual([scan.tested, scan.candidates.map(({ base }) => base)], [2, ['owner/g0', at('g1')]]);
  assert.deepEqual([scan.candidates[0].verdict, scan.candidates[0].trace?.verdict], ['derived', 'derived']);
  assert.deepEqual(
    scan.excluded.map(({ base }) => base),
    ['owner/l0'],
  );
  assert.deepEqual((await get('/v1/leaderboard')).body.items, []);
  const [candidate] = scan.candidates;
  const { edges } = await client.lineage();
  assert.equal(edges.length, 1);
  assert.deepEqual(
    [edges[0].task, edges[0].model, edges[0].base, edges[0].verdict, edges[0].direction, edges[0].evaluationId],
    ['scan', at('g0-ft-short'), `owner/g0@${g0.commit}`, 'derived', 'undecided', id],
  );
  assert.deepEqual(
    edges[0].statistics.map(({ statistic, log10PValue, correctedFor }) => [statistic, log10PValue, correctedFor]),
    [
      ['csu', candidate.log10PHolm, 2],
      ...['csu', 'csh', 'match'].map((statistic) => [statistic, candidate.traceLog10PBonferroni[statistic], 2]),
    ],
  );
  assert.deepEqual((await get('/v1/evaluations?task=scan')).body.items.length, 2);
  const shown = await runCli(['status', id, '--url', url]);
  assert.match(shown.stdout, /^owner\/g0 .* derived +derived$/m);

  await client.removeBase(g0.id);
  assert.equal((await client.bases()).length, 2);
  await assert.rejects(client.removeBase(g0.id), { code: 'NOT_FOUND' });
});

test('scans of a service without bases, and fields that a scan has not, are refused', async (t) => {
  const { app } = await testApp(t);
  const scan = async (payload: object) => (await app.inject({ method: 'POST', url: '/v1/scans', payload })).json();
  assert.equal((await scan({ model: 'owner/g0' })).code, 'BASE_UNKNOWN');
  assert.equal((await scan({ model: 'owner/g0', tasks: ['trace'] })).code, 'VALIDATION_FAILED');
  assert.equal((await scan({ model: 'owner/g0', traces: 21 })).code, 'VALIDATION_FAILED');
  const payload = { model: 'owner/g0', tasks: ['scan'] };
  assert.equal(
    (await app.inject({ method: 'POST', url: '/v1/evaluations', payload })).json().code,
    'VALIDATION_FAILED',
  );
});

test('whoever may submit may scan; bases are changed by operators', async (t) => {
  const { make, ask } = await keyedApi(t);
  const [submitter, operator] = [await make('read', 'submit'), await make('admin')];
  const base = { body: { model: 'owner/g0' } };
  assert.equal((await ask(submitter, 'POST', '/v1/bases', base)).body.code, 'SCOPE_MISSING');
  const added = await ask(operator, 'POST', '/v1/bases', base);
  assert.equal(added.status, 201);
  assert.equal((await ask(submitter, 'GET', '/v1/bases')).body.items.length, 1);
  assert.equal((await ask(submitter, 'POST', '/v1/scans', { body: { model: 'owner/l0' } })).status, 202);
  assert.equal((await ask(submitter, 'DELETE', `/v1/bases/${added.body.id}`)).body.code, 'SCOPE_MISSING');
  assert.equal((await ask(operator, 'DELETE', `/v1/bases/${added.body.id}`)).status, 204);
});
