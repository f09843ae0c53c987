import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentStandardError } from './document-standard-error.ts';

test('documents of one length: the standard error of the mean of their means', () => {
  const means = [2, 3, 5, 6];
  const documents = means.map((mean) => ({ nllNats: 10 * mean, scoredTokens: 10 }));
  // mean 4, deviations -2 -1 1 2: sqrt(10 / 3) / sqrt(4)
  assert.ok(Math.abs(documentStandardError(documents)! - Math.sqrt(10 / 3 / 4)) < 1e-14);
});

test('documents without a scored token do not count, and one document has no standard error', () => {
  const documents = [
    { nllNats: 20, scoredTokens: 10 },
    { nllNats: 0, scoredTokens: 0 },
  ];
  assert.equal(documentStandardError(documents), null);
  const more = [...documents, { nllNats: 5, scoredTokens: 1 }];
  assert.equal(documentStandardError(more), documentStandardError(more.filter((one) => one.scoredTokens > 0)));
});
