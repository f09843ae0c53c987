import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ContentCommits, contentKey } from './content-key.ts';
import type { EvaluationRequest } from './evaluation.ts';

const commits: ContentCommits = {
  ...{ commit: 'a'.repeat(40), baseCommit: 'b'.repeat(40), weightsBaseCommit: null, corpusSha256: null },
};
const request: EvaluationRequest = { model: 'a/b', base: 'c/d', tasks: ['perplexity', 'trace'] };
const key = (fields: Partial<EvaluationRequest> = {}, over: Partial<ContentCommits> = {}) =>
  contentKey({ ...request, ...fields }, { ...commits, ...over });

test('what has no effect on the result has none on the key', () => {
  assert.match(key()!, /^[0-9a-f]{64}$/);
  for (const same of [
    { tasks: ['trace', 'perplexity'] },
    { statistics: ['match', 'csu', 'csh'] },
    { perplexity: {} },
    { perplexity: { mode: 'model-trace', bos: 'tokenizer', compareWithBase: false } },
    { dtype: 'float32', weightType: 'original' },
    { revision: 'main', baseRevision: 'v2' },
    { align: 'none' },
    { trace: {} },
    { trace: { controls: 12, matchMetric: 'cosine' } },
  ] as Partial<EvaluationRequest>[])
    assert.equal(key(same), key(), JSON.stringify(same));
});

test('whatever changes the result changes the key, each in its own way', () => {
  const corpus = { perplexity: { corpus: 'wiki' } };
  const delta = { weightType: 'delta', weightsBase: 'e/f' } as const;
  const keys = [
    key(),
    key({ model: 'a/c' }),
    key({}, { commit: 'c'.repeat(40) }),
    key({ base: 'c/e' }),
    key({}, { baseCommit: 'a'.repeat(40) }),
    key({ tasks: ['trace'] }),
    key({ tasks: ['perplexity'] }),
    key({ statistics: ['match'] }),
    key({ permutations: 99 }),
    key({ permutations: 100 }),
    key({ align: 'both' }),
    key({ align: 'units' }),
    key({ trace: { controls: 0 } }),
    key({ trace: { matchMetric: 'l2' } }),
    key({ trace: { matchVariant: 'phi_2V' } }),
    key({ trace: { matchVariant: 'both' } }),
    key({ trace: { blocks: [[0, 0]] } }),
    key({ trace: { blocks: [[0, 1]] } }),
    key({ trace: { thresholdLog10P: -6 } }),
    key({ trace: { thresholdLog10P: -9 } }),
    key({ dtype: 'float16' }),
    key({ perplexity: { stride: 5 } }),
    key({ perplexity: { maxLength: 5 } }),
    key({ perplexity: { mode: 'transformers-guide' } }),
    key({ perplexity: { bos: 'never' } }),
    key({ perplexity: { compareWithBase: true } }),
    key(corpus, { corpusSha256: 'd'.repeat(64) }),
    key(corpus, { corpusSha256: 'e'.repeat(64) }),
    key({ perplexity: { corpus: 'wiki', limit: 5 } }, { corpusSha256: 'd'.repeat(64) }),
    key(delta, { weightsBaseCommit: 'a'.repeat(40) }),
    key(delta, { weightsBaseCommit: 'b'.repeat(40) }),
    key({ ...delta, weightType: 'adapter' }, { weightsBaseCommit: 'b'.repeat(40) }),
  ];
  assert.ok(!keys.includes(null));
  assert.equal(new Set(keys).size, keys.length);
});

test('what may change under its name has no key', () => {
  assert.equal(key({}, { commit: null }), null);
  assert.equal(key({}, { baseCommit: null }), null);
  assert.equal(key({ weightType: 'adapter' }), null);
  assert.equal(key({ weightType: 'adapter', weightsBase: '/a/directory' }), null);
  assert.equal(key({ perplexity: { corpus: 'wiki' } }), null);
  assert.notEqual(contentKey({ model: 'a/b', tasks: ['perplexity'] }, { ...commits, baseCommit: null }), null);
});
