import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './seeded-random.ts';
import { uniformTokenIds } from './uniform-token-ids.ts';

test('the same seed and stream repeat, another seed or stream does not', () => {
  const draw = (...args: Parameters<typeof seededRandom>) =>
    seededRandom(...args)
      .permutation(50)
      .join();
  assert.equal(draw(7, 'csu', 3), draw(7, 'csu', 3));
  assert.notEqual(draw(7, 'csu', 3), draw(8, 'csu', 3));
  assert.notEqual(draw(7, 'csu', 3), draw(7, 'csu', 4));
});

test('permutations hold each index once and every index reaches every place', () => {
  const n = 6;
  const seen = Array.from({ length: n }, () => new Set<number>());
  for (let seed = 0; seed < 200; seed++) {
    const permutation = seededRandom(seed).permutation(n);
    assert.deepEqual([...permutation].sort(), [0, 1, 2, 3, 4, 5]);
    for (const [place, value] of permutation.entries()) seen[place].add(value);
  }
  for (const values of seen) assert.equal(values.size, n);
});

test('uniform token ids are as many as asked, in the vocabulary, and no longer than the context', () => {
  const sequences = uniformTokenIds({ vocabSize: 10, contextLength: 128, seed: 1, tokens: 1000 });
  assert.equal(
    sequences.reduce((sum, { length }) => sum + length, 0),
    1000,
  );
  assert.ok(sequences.every(({ length }) => length <= 128));
  const counts = new Array(10).fill(0);
  for (const sequence of sequences) for (const id of sequence) counts[id]++;
  // chi-square with 9 degrees of freedom: above 33.7 with probability 1e-4
  const statistic = counts.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
  assert.ok(statistic < 33.7, `counts ${counts}`);
});
