import assert from 'node:assert/strict';
import { test } from 'node:test';
import { independentPairs } from './independent-pairs.ts';

test('pairs within a group of related models are left out; groups that share a model are one', () => {
  assert.deepEqual(independentPairs(['a', 'b', 'c'], []), [
    ['a', 'b'],
    ['a', 'c'],
    ['b', 'c'],
  ]);
  assert.deepEqual(independentPairs(['a', 'a2', 'b'], [['a', 'a2']]), [
    ['a', 'b'],
    ['a2', 'b'],
  ]);
  assert.deepEqual(
    independentPairs(
      ['a', 'x', 'y', 'b'],
      [
        ['x', 'y'],
        ['a', 'x'],
      ],
    ),
    [
      ['a', 'b'],
      ['x', 'b'],
      ['y', 'b'],
    ],
  );
});

test('models that leave no independent pair, or are not known, are refused', () => {
  for (const [names, related] of [
    [['a'], []],
    [['a', 'b'], [['a', 'b']]],
    [['a', 'b'], [['a', 'c']]],
    [['a', 'a'], []],
  ] as [string[], string[][]][])
    assert.throws(() => independentPairs(names, related), { code: 'CALIBRATION_MODELS_INVALID' });
});
