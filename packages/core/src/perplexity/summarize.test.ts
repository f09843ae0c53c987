import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarize } from './summarize.ts';

const close = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual / expected - 1) < 1e-14, `${actual}, expected ${expected}`);

test('the numbers follow their definitions', () => {
  const summary = summarize([Math.log(2), Math.log(4), Math.log(8)], { sizeBytes: 12, words: 3 });
  close(summary.nllNats, Math.log(64));
  close(summary.perplexity, 4); // geometric mean of 2, 4, 8
  close(summary.bitsPerByte, 6 / 12);
  close(summary.bytePerplexity, Math.SQRT2);
  close(summary.wordPerplexity!, 4);
  close(summary.standardErrorNats!, Math.log(2) / Math.sqrt(3)); // deviations -ln 2, 0, ln 2
  assert.equal(summary.scoredTokens, 3);
});

test('one token has no standard error', () => {
  assert.equal(summarize([1], { sizeBytes: 1, words: 1 }).standardErrorNats, null);
});

test('a million losses add up exactly', () => {
  const losses = new Float64Array(1_000_000).fill(0.1);
  assert.equal(summarize(losses, { sizeBytes: 1, words: 1_000_000 }).nllNats, 100_000);
});

test('a long text without spaces has no word perplexity, and still a perplexity', () => {
  const { wordPerplexity, perplexity } = summarize(new Float64Array(1000).fill(3), { sizeBytes: 3000, words: 1 });
  assert.equal(wordPerplexity, null);
  close(perplexity, Math.exp(3));
});

test('no scored token and no finite perplexity are errors', () => {
  assert.throws(() => summarize([], { sizeBytes: 0, words: 1 }), { code: 'TEXT_EMPTY' });
  assert.throws(() => summarize([1e4], { sizeBytes: 1, words: 1 }), { code: 'LOSS_NON_FINITE' });
});
