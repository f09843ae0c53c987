import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeaderboardQuery, LeaderboardRow } from '@model-trace/core/storage';
import { limits } from '../src/limits.ts';
import { testApp } from './test-app.ts';

function row(model: string, fields: Partial<LeaderboardRow> = {}): LeaderboardRow {
  return {
    ...{ evaluationId: '0199a0de-6c3f-7b1e-9a53-3f0a5f1f2b77', model, commit: null },
    ...{ base: 'openai-community/gpt2', baseCommit: 'c'.repeat(40) },
    ...{
      metrics: { perplexity: 29.374, trace: -312.06 },
      verdict: 'derived',
      architecture: 'gpt2',
      parameters: 124_439_808,
    },
    ...{ dtype: 'F32', license: 'mit', bitsPerByte: 1.0625, weightType: 'original', weightsBase: null },
    ...{ submittedAt: new Date('2026-01-31T12:00:00Z'), finishedAt: new Date('2026-01-31T12:00:09.5Z') },
    ...fields,
  };
}

test('rows have the columns of the registry, p-values as logarithms that never read as 0', async (t) => {
  const { app, store } = await testApp(t);
  store.rows = [row('a/b'), row('c/d', { metrics: { perplexity: null, trace: null }, verdict: null, base: null })];
  const response = await app.inject('/v1/leaderboard');
  assert.equal(response.statusCode, 200, response.body);
  const [first, second] = response.json().items;
  assert.deepEqual(first.metrics, {
    perplexity: { value: 29.374, display: '29.37' },
    trace: { value: -312.06, display: '10^-312.1' },
  });
  assert.deepEqual(
    [first.verdict, first.parameters, first.license, first.finishedAt],
    ['derived', 124_439_808, 'mit', '2026-01-31T12:00:09.500Z'],
  );
  assert.deepEqual([first.base, first.baseCommit], ['openai-community/gpt2', 'c'.repeat(40)]);
  assert.equal(first.url, '/v1/evaluations/0199a0de-6c3f-7b1e-9a53-3f0a5f1f2b77');
  assert.deepEqual(second.metrics, { perplexity: null, trace: null });
  const { items: registry } = (await app.inject('/v1/tasks')).json();
  assert.deepEqual(
    Object.keys(first.metrics),
    registry.map((task: { id: string }) => task.id),
  );
});

test('sort, order and filters reach the store, with an order that suits the column', async (t) => {
  const { app, store } = await testApp(t);
  const queries: LeaderboardQuery[] = [];
  store.leaderboard = async (query) => {
    queries.push(query);
    return { items: [], nextCursor: null };
  };
  await app.inject('/v1/leaderboard');
  await app.inject(
    '/v1/leaderboard?sort=submittedAt&search=GPT&architecture=gpt2&dtype=F32&license=mit&verdict=derived&limit=3',
  );
  await app.inject('/v1/leaderboard?sort=trace&order=desc&cursor=x');
  await app.inject('/v1/leaderboard?model=a%2Fb&weightType=delta&parametersFrom=10&parametersBelow=20');
  assert.deepEqual(queries, [
    { sort: 'perplexity', order: 'asc', limit: limits.defaultPageItems },
    {
      sort: 'submittedAt',
      order: 'desc',
      search: 'GPT',
      architecture: 'gpt2',
      dtype: 'F32',
      license: 'mit',
      verdict: 'derived',
      limit: 3,
    },
    { sort: 'trace', order: 'desc', cursor: 'x', limit: limits.defaultPageItems },
    {
      ...{ sort: 'perplexity', order: 'asc', limit: limits.defaultPageItems },
      ...{ model: 'a/b', weightType: 'delta', parametersFrom: 10, parametersBelow: 20 },
    },
  ]);
});

test('CSV by parameter or by Accept, the parameter wins', async (t) => {
  const { app, store } = await testApp(t);
  store.rows = [
    row('=cmd()', { commit: 'abc', baseCommit: 'def', weightType: 'adapter', weightsBase: '=base' }),
    row('a"b,c', { baseCommit: null, metrics: { perplexity: 2, trace: null }, verdict: null, license: null }),
  ];
  const type = async (url: string, accept?: string) =>
    String((await app.inject({ url, headers: accept === undefined ? {} : { accept } })).headers['content-type']).split(
      ';',
    )[0];
  assert.equal(await type('/v1/leaderboard', 'text/csv'), 'text/csv');
  assert.equal(await type('/v1/leaderboard', 'application/json, text/csv;q=0.5'), 'application/json');
  assert.equal(await type('/v1/leaderboard', '*/*'), 'application/json');
  assert.equal(await type('/v1/leaderboard?format=json', 'text/csv'), 'application/json');
  const lines = (await app.inject('/v1/leaderboard?format=csv')).body.split('\r\n');
  assert.deepEqual(lines, [
    'Model,Perplexity,Match P-Value,Match P-Value (log10),Verdict,Base,Bits per byte,Commit,Architecture,Parameters,Dtype,License,Weight type,Weights base,Submitted,Finished,Evaluation,Base commit',
    `"'=cmd()",29.374,10^-312.1,-312.06,derived,openai-community/gpt2,1.0625,abc,gpt2,124439808,F32,mit,adapter,"'=base",2026-01-31T12:00:00.000Z,2026-01-31T12:00:09.500Z,/v1/evaluations/0199a0de-6c3f-7b1e-9a53-3f0a5f1f2b77,def`,
    `"a""b,c",2,,,,openai-community/gpt2,1.0625,,gpt2,124439808,F32,,original,,2026-01-31T12:00:00.000Z,2026-01-31T12:00:09.500Z,/v1/evaluations/0199a0de-6c3f-7b1e-9a53-3f0a5f1f2b77,`,
    '',
  ]);
});

test('CSV gives every row over several pages, or as many as asked for', async (t) => {
  const { app, store } = await testApp(t);
  const count = 2 * limits.exportPageItems + 1;
  store.rows = Array.from({ length: count }, (_, index) => row(`m/${index}`));
  const models = async (url: string) =>
    (await app.inject(url)).body
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
  assert.deepEqual(
    await models('/v1/leaderboard?format=csv'),
    store.rows.map(({ model }) => model),
  );
  assert.deepEqual(await models('/v1/leaderboard?format=csv&limit=3'), ['m/0', 'm/1', 'm/2']);
});

test('a database that goes away in the middle cuts the CSV instead of ending it as if complete', async (t) => {
  const { app, store } = await testApp(t);
  store.leaderboard = async ({ cursor }) => {
    if (cursor !== undefined) throw new Error('gone');
    return { items: [row('a/b')], nextCursor: 'more' };
  };
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const response = await fetch(`${url}/v1/leaderboard?format=csv`, { headers: { 'accept-encoding': 'identity' } });
  assert.equal(response.status, 200);
  await assert.rejects(response.text());
  // Nothing was sent yet of what a compressor holds back: it can still be an error.
  const compressed = await fetch(`${url}/v1/leaderboard?format=csv`, { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(compressed.status, 500);
});
