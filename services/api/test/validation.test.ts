import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from './test-app.ts';

/** Each body, and the pointers and codes of what is wrong with it. */
const bodies: [body: unknown, ...errors: [pointer: string, code: string][]][] = [
  [{}, ['/model', 'required'], ['/tasks', 'required']],
  [[], ['', 'type']],
  ['text', ['', 'type']],
  [null, ['', 'type']],
  [{ model: 5, tasks: ['perplexity'] }, ['/model', 'type']],
  [{ model: '', tasks: ['perplexity'] }, ['/model', 'minLength']],
  [{ model: 'a'.repeat(513), tasks: ['perplexity'] }, ['/model', 'maxLength']],
  [{ model: 'a\u0000b', tasks: ['perplexity'] }, ['/model', 'pattern']],
  [{ model: 'a\ud800b', tasks: ['perplexity'] }, ['/model', 'pattern']],
  [{ model: 'a/b', revision: 'x\ny', tasks: ['perplexity'] }, ['/revision', 'pattern']],
  [{ model: 'a/b', revision: null, tasks: ['perplexity'] }, ['/revision', 'type']],
  [{ model: 'a/b', tasks: 'perplexity' }, ['/tasks', 'type']],
  [{ model: 'a/b', tasks: [] }, ['/tasks', 'minItems']],
  [{ model: 'a/b', tasks: ['perplexity', 'perplexity'] }, ['/tasks', 'uniqueItems']],
  [{ model: 'a/b', tasks: ['perplexity', 'mmlu'] }, ['/tasks/1', 'choice']],
  [{ model: 'a/b', tasks: ['trace'], statistics: ['csx'] }, ['/statistics/0', 'choice']],
  [{ model: 'a/b', tasks: ['trace'], permutations: 1000 }, ['/permutations', 'maximum']],
  [{ model: 'a/b', tasks: ['trace'], align: 'heads' }, ['/align', 'choice']],
  [{ model: 'a/b', tasks: ['trace'], base: true }, ['/base', 'type']],
  [{ model: 'a/b', tasks: ['perplexity'], 'un/known~': 1 }, ['/un~1known~0', 'unknown']],
];

for (const [body, ...errors] of bodies) {
  test(`refuses ${JSON.stringify(body).slice(0, 70)}`, async (t) => {
    const { app, store } = await testApp(t);
    const response = await app.inject({
      method: 'POST',
      url: '/v1/evaluations',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    });
    assert.equal(response.statusCode, 400, response.body);
    const problem = response.json();
    assert.equal(problem.code, 'VALIDATION_FAILED');
    assert.deepEqual(
      problem.errors.map((each: { pointer: string; code: string }) => [each.pointer, each.code]),
      errors,
    );
    assert.ok(problem.errors.every((each: { in: string }) => each.in === 'body'));
    assert.equal(store.evaluations.length, 0);
  });
}

test('the detail names the offending value, cut short, and the choices', async (t) => {
  const { app } = await testApp(t);
  const payload = { model: 'a/b', tasks: ['perplexty'.repeat(1000)] };
  const { detail } = (await app.inject({ method: 'POST', url: '/v1/evaluations', payload })).json();
  assert.match(detail, /must be one of "perplexity", "trace", got "perplextyperp/);
  assert.ok(detail.length < 300);
});

test('query strings: unknown and repeated parameters, wrong types and ranges, unstorable text', async (t) => {
  const { app } = await testApp(t);
  const cases = [
    ['/v1/evaluations?stauts=queued', '/stauts', 'unknown'],
    ['/v1/evaluations?status=done', '/status', 'choice'],
    ['/v1/evaluations?limit=0', '/limit', 'minimum'],
    ['/v1/evaluations?limit=201', '/limit', 'maximum'],
    ['/v1/evaluations?limit=1.5', '/limit', 'type'],
    ['/v1/evaluations?limit=1&limit=2', '/limit', 'type'],
    ['/v1/evaluations?model=a%00b', '/model', 'pattern'],
    ['/v1/leaderboard?search=%00', '/search', 'pattern'],
    ['/v1/leaderboard?sort=evaluationId', '/sort', 'choice'],
    ['/v1/leaderboard?order=up', '/order', 'choice'],
    ['/v1/leaderboard?format=xml', '/format', 'choice'],
    ['/v1/leaderboard?verdict=guilty', '/verdict', 'choice'],
  ];
  for (const [url, pointer, code] of cases) {
    const response = await app.inject(url);
    assert.equal(response.statusCode, 400, url);
    const [error] = response.json().errors;
    assert.deepEqual([error.pointer, error.code, error.in], [pointer, code, 'query'], url);
  }
});
