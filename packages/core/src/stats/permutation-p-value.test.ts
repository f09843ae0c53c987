import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permutationPValue } from './permutation-p-value.ts';

test('counts what is at least as extreme, ties too', () => {
  assert.deepEqual(permutationPValue(2, [1, 2, 3, 4], { extreme: 'small' }), { asExtreme: 2, pValue: 3 / 5 });
  assert.deepEqual(permutationPValue(2, [1, 2, 3, 4], { extreme: 'large' }), { asExtreme: 3, pValue: 4 / 5 });
  assert.deepEqual(permutationPValue(0, [1, 2, 3], { extreme: 'small' }), { asExtreme: 0, pValue: 1 / 4 });
});

test('counts draws that rounding may have moved to the other side', () => {
  for (const [extreme, sign] of [
    ['small', 1],
    ['large', -1],
  ] as const) {
    const drawn = [0.5, 1.25, 1.5, 3].map((value) => sign * value);
    assert.equal(permutationPValue(sign, drawn, { extreme, tolerance: 0.25 }).asExtreme, 2);
  }
});

test('over all exchangeable orders p is never below the uniform law', () => {
  // Each of 5 distinct values is the observed one equally often: P(p <= u) = floor(5 u) / 5.
  const values = [3, 1, 4, 1.5, 9];
  const ps = values.map(
    (observed, i) => permutationPValue(observed, values.toSpliced(i, 1), { extreme: 'small' }).pValue,
  );
  assert.deepEqual(ps.toSorted(), [0.2, 0.4, 0.6, 0.8, 1]);
});

test('what cannot be ordered is refused', () => {
  assert.throws(() => permutationPValue(Number.NaN, [1], { extreme: 'small' }), { code: 'STATS_NON_FINITE' });
  assert.throws(() => permutationPValue(1, [Number.POSITIVE_INFINITY], { extreme: 'small' }), {
    code: 'STATS_NON_FINITE',
  });
  assert.throws(() => permutationPValue(1, [], { extreme: 'small' }), { code: 'STATS_SHAPE' });
});
