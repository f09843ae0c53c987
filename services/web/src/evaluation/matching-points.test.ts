import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchingAxes, matchingPoints } from './matching-points.ts';

test('two matchings are points of each other, y upwards, apart where they differ', () => {
  assert.deepEqual(matchingPoints({ first: [2, 0, 1], second: [2, 1, 0] }), {
    ...{ agreeing: 'M2.5 0.5h0', differing: 'M0.5 1.5h0M1.5 2.5h0', onDiagonal: 1, extent: 3, isRanked: false },
  });
});

test('one matching stands against the order itself', () => {
  assert.deepEqual(matchingPoints({ first: [0, 2, 1], second: null }), {
    ...{ agreeing: 'M0.5 2.5h0', differing: 'M1.5 0.5h0M2.5 1.5h0', onDiagonal: 1, extent: 3 },
    isRanked: false,
  });
});

test('partners among the units of a wider block stand at their ranks, of which agreeing units are counted', () => {
  // Ranks of the partners: 0, 2, 1, 3. As packages/core counts them, two of four agree; by indices only the first would.
  assert.deepEqual(matchingPoints({ first: [0, 9, 4, 11], second: null }), {
    ...{ agreeing: 'M0.5 3.5h0M3.5 0.5h0', differing: 'M1.5 1.5h0M2.5 2.5h0', onDiagonal: 2, extent: 4 },
    isRanked: true,
  });
});

test('partners in a wider block have room', () => {
  assert.equal(matchingPoints({ first: [7, 1], second: [7, 3] }).extent, 8);
  assert.equal(matchingPoints({ first: [], second: null }).extent, 1);
});

test('a block of the widest models is two elements', () => {
  const first = Array.from({ length: 57_344 }, (_, unit) => unit);
  const { agreeing, onDiagonal } = matchingPoints({ first, second: first.toReversed() });
  assert.equal(onDiagonal, 0);
  assert.equal(agreeing, '');
  assert.equal(matchingPoints({ first, second: first }).onDiagonal, first.length);
});

test('axes are named by what is matched', () => {
  const equal = { isRanked: false };
  const { x, y } = matchingAxes({ statistic: 'match', variant: 'phi_MATCH' }, equal);
  assert.deepEqual([x, y], ['partner by gates', 'partner by ups']);
  assert.match(matchingAxes({ statistic: 'match', variant: 'phi_2V' }, equal).y, /outgoing/);
  const csh = { statistic: 'csh', variant: 'phi_H' };
  assert.match(matchingAxes(csh, equal).y, /^partner by activations/);
  assert.match(matchingAxes(csh, { isRanked: true }).y, /^rank of its partner by activations/);
});
