import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from './test-app.ts';

const post = { method: 'POST', url: '/v1/evaluations' } as const;
const submission = (trace: unknown, more: object = {}) => ({
  ...{ model: 'a/b', base: 'c/d', tasks: ['trace'], trace },
  ...more,
});
const choices = {
  ...{ controls: 0, matchVariant: 'phi_2V-perm', matchMetric: 'l2', thresholdLog10P: -9.5 },
  blocks: [
    [0, 0],
    [2, 1],
  ],
};

test('choices of a trace are stored and shown', async (t) => {
  const { app, store } = await testApp(t);
  const response = await app.inject({ ...post, payload: submission(choices) });
  assert.equal(response.statusCode, 202, response.body);
  assert.deepEqual(response.json().trace, choices);
  assert.deepEqual(store.evaluations[0].request, submission(choices));
});

const mistakes: [trace: unknown, more: object, status: number, code: string, pointers: string[]][] = [
  [{ controls: 1001 }, {}, 400, 'VALIDATION_FAILED', ['/trace/controls']],
  [{ controls: 1.5 }, {}, 400, 'VALIDATION_FAILED', ['/trace/controls']],
  [{ matchVariant: 'phi_3V' }, {}, 400, 'VALIDATION_FAILED', ['/trace/matchVariant']],
  [{ matchMetric: 'L2' }, {}, 400, 'VALIDATION_FAILED', ['/trace/matchMetric']],
  [{ thresholdLog10P: 0 }, {}, 400, 'VALIDATION_FAILED', ['/trace/thresholdLog10P']],
  [{ thresholdLog10P: 1e-6 }, {}, 400, 'VALIDATION_FAILED', ['/trace/thresholdLog10P']],
  [{ blocks: [] }, {}, 400, 'VALIDATION_FAILED', ['/trace/blocks']],
  [{ blocks: [[0]] }, {}, 400, 'VALIDATION_FAILED', ['/trace/blocks/0']],
  [{ blocks: [[0, 0, 0]] }, {}, 400, 'VALIDATION_FAILED', ['/trace/blocks/0']],
  [{ blocks: [[0, -1]] }, {}, 400, 'VALIDATION_FAILED', ['/trace/blocks/0/1']],
  [
    {
      blocks: [
        [0, 0],
        [1, 0],
      ],
    },
    ...[{}, 422, 'TRACE_BLOCKS_INVALID', ['/trace/blocks/1']],
  ] as never,
  [{ seed: 3 }, {}, 400, 'VALIDATION_FAILED', ['/trace/seed']],
  ['none', {}, 400, 'VALIDATION_FAILED', ['/trace']],
  [
    { matchVariant: 'both', matchMetric: 'l2' },
    { statistics: ['csu'] },
    ...[400, 'VALIDATION_FAILED', ['/trace/matchVariant', '/trace/matchMetric']],
  ] as never,
  [{ controls: 4 }, { statistics: ['csu-all'] }, 400, 'VALIDATION_FAILED', ['/trace/controls']],
  [{ blocks: [[0, 0]] }, { statistics: ['l2'] }, 400, 'VALIDATION_FAILED', ['/trace/blocks']],
  [{ thresholdLog10P: -9 }, { statistics: ['qk'] }, 400, 'VALIDATION_FAILED', ['/trace/thresholdLog10P']],
  [{ controls: 4 }, { tasks: ['perplexity'], base: undefined }, 400, 'VALIDATION_FAILED', ['/trace']],
];
for (const [trace, more, status, code, pointers] of mistakes) {
  test(`${JSON.stringify({ trace, ...more })} is refused: ${code}`, async (t) => {
    const { app, store } = await testApp(t);
    const response = await app.inject({ ...post, payload: submission(trace, more) });
    assert.deepEqual([response.statusCode, response.json().code], [status, code], response.body);
    assert.deepEqual(
      response.json().errors.map(({ pointer }: { pointer: string }) => pointer),
      pointers,
    );
    assert.equal(store.evaluations.length, 0);
  });
}

test('blocks may be named for an alignment or qk alone', async (t) => {
  const { app } = await testApp(t);
  for (const more of [{ statistics: ['l2'], align: 'units' }, { statistics: ['qk'] }]) {
    const payload = submission({ blocks: [[0, 0]] }, more);
    assert.equal((await app.inject({ ...post, payload })).statusCode, 202);
  }
});
