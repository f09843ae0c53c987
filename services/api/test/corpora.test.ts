import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { corpusRegistry } from '@model-trace/core/corpora';
import { testApp } from './test-app.ts';

const post = { method: 'POST', url: '/v1/evaluations' } as const;
const content = '{"text":"one"}\n';
const sha256 = createHash('sha256').update(content).digest('hex');

async function appWithCorpora(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'api-corpora-'));
  t.after(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'books.jsonl'), content);
  const corpora = [{ id: 'books', file: 'books.jsonl', format: 'jsonl', sha256, description: 'A few books' }];
  await writeFile(join(directory, 'corpora.json'), JSON.stringify({ corpora }));
  return testApp(t, { corpora: corpusRegistry(directory) });
}

test('GET /v1/corpora lists what is registered, and nothing where there is no registry', async (t) => {
  const { app } = await appWithCorpora(t);
  const listed = { id: 'books', format: 'jsonl', field: 'text', sha256, sizeBytes: 15, description: 'A few books' };
  assert.deepEqual((await app.inject('/v1/corpora')).json(), { items: [listed] });
  const { app: bare } = await testApp(t);
  assert.deepEqual((await bare.inject('/v1/corpora')).json(), { items: [] });
});

test('options of a perplexity are stored and shown', async (t) => {
  const { app, store } = await appWithCorpora(t);
  const perplexity = {
    ...{ corpus: 'books', limit: 3, mode: 'lm-eval-rolling', maxLength: 64, stride: 64, bos: 'never' },
    compareWithBase: true,
  };
  const payload = { model: 'a/b', base: 'c/d', tasks: ['perplexity'], perplexity };
  const response = await app.inject({ ...post, payload });
  assert.equal(response.statusCode, 202, response.body);
  assert.deepEqual(response.json().perplexity, perplexity);
  assert.deepEqual(store.evaluations[0].request, payload);
});

test('a trace may take its activations on a registered corpus', async (t) => {
  const { app, store } = await appWithCorpora(t);
  const payload = { model: 'a/b', base: 'c/d', tasks: ['trace'], traceCorpus: 'books' };
  const accepted = await app.inject({ ...post, payload });
  assert.equal(accepted.statusCode, 202, accepted.body);
  assert.equal(store.evaluations[0].request.traceCorpus, 'books');
  const unknown = await app.inject({ ...post, payload: { ...payload, traceCorpus: 'none' } });
  assert.deepEqual([unknown.json().code, unknown.json().errors[0].pointer], ['CORPUS_UNKNOWN', '/traceCorpus']);
  const unread = await app.inject({ ...post, payload: { ...payload, tasks: ['perplexity'], base: undefined } });
  assert.deepEqual([unread.json().code, unread.json().errors[0].pointer], ['VALIDATION_FAILED', '/traceCorpus']);
});

test('the default base of a comparison is written out, and must have a tokenizer', async (t) => {
  const { app, store } = await testApp(t);
  const payload = { model: 'a/b', tasks: ['perplexity'], perplexity: { compareWithBase: true } };
  assert.equal((await app.inject({ ...post, payload })).statusCode, 202);
  assert.equal(store.evaluations[0].request.base, 'openai-community/gpt2');
  const refused = await app.inject({ ...post, payload: { ...payload, base: 'no/tokenizer' } });
  assert.deepEqual([refused.statusCode, refused.json().errors[0].pointer], [422, '/base']);
});

const mistakes: [perplexity: object, status: number, code: string, pointer: string][] = [
  [{ corpus: 'films' }, 422, 'CORPUS_UNKNOWN', '/perplexity/corpus'],
  [{ mode: 'best' }, 400, 'VALIDATION_FAILED', '/perplexity/mode'],
  [{ bos: 'sometimes' }, 400, 'VALIDATION_FAILED', '/perplexity/bos'],
  [{ maxLength: 1 }, 400, 'VALIDATION_FAILED', '/perplexity/maxLength'],
  [{ stride: 0 }, 400, 'VALIDATION_FAILED', '/perplexity/stride'],
  [{ stride: 1.5 }, 400, 'VALIDATION_FAILED', '/perplexity/stride'],
  [{ maxLength: 64, stride: 65 }, 400, 'VALIDATION_FAILED', '/perplexity/stride'],
  [{ limit: 3 }, 400, 'VALIDATION_FAILED', '/perplexity/limit'],
  [{ text: 'my own' }, 400, 'VALIDATION_FAILED', '/perplexity/text'],
];
for (const [perplexity, status, code, pointer] of mistakes) {
  test(`${JSON.stringify(perplexity)} is refused: ${code}`, async (t) => {
    const { app, store } = await appWithCorpora(t);
    const response = await app.inject({ ...post, payload: { model: 'a/b', tasks: ['perplexity'], perplexity } });
    assert.deepEqual([response.statusCode, response.json().code], [status, code], response.body);
    assert.equal(response.json().errors[0].pointer, pointer);
    assert.equal(store.evaluations.length, 0);
  });
}

test('a comparison in half precision is refused', async (t) => {
  const { app } = await testApp(t);
  const payload = { model: 'a/b', tasks: ['perplexity'], dtype: 'float16', perplexity: { compareWithBase: true } };
  const response = await app.inject({ ...post, payload });
  assert.deepEqual([response.statusCode, response.json().errors[0].pointer], [400, '/perplexity/compareWithBase']);
});

test('a registry that is broken is told without saying where it lies', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'api-corpora-'));
  t.after(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'corpora.json'), '{');
  const { app } = await testApp(t, { corpora: corpusRegistry(directory) });
  const response = await app.inject('/v1/corpora');
  assert.deepEqual([response.statusCode, response.json().code], [500, 'CORPORA_INVALID']);
  assert.ok(!response.body.includes(directory));
});

test('options of a perplexity that is not asked for are refused', async (t) => {
  const { app } = await testApp(t);
  const payload = { model: 'a/b', tasks: ['trace'], perplexity: { bos: 'never' } };
  const response = await app.inject({ ...post, payload });
  assert.deepEqual([response.statusCode, response.json().errors[0].pointer], [400, '/perplexity']);
});
