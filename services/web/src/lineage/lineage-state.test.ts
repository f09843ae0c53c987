import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineageQuery, readLineageState, writeLineageState } from './lineage-state.ts';

test('an address without a query shows every derived pair', () => {
  const state = readLineageState({});
  assert.deepEqual(state, { model: '', steps: 1, verdict: 'derived', maxLog10P: null });
  assert.deepEqual(lineageQuery(state), { verdict: 'derived' });
  assert.ok(Object.values(writeLineageState(state)).every((value) => value === undefined));
});

test('what is written is read again', () => {
  const state = { model: 'owner/name', steps: 3, verdict: 'any', maxLog10P: -12 } as const;
  assert.deepEqual(readLineageState(writeLineageState(state)), state);
  assert.deepEqual(lineageQuery(state), { model: 'owner/name', steps: 3, verdict: 'any', maxLog10P: -12 });
});

test('nonsense in an address is as if it were not there', () => {
  const state = readLineageState({ steps: '99', verdict: 'guilty', p: 'small' });
  assert.deepEqual(state, { model: '', steps: 1, verdict: 'derived', maxLog10P: null });
  assert.equal(readLineageState({ p: '3' }).maxLog10P, null);
});
