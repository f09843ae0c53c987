import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeaderboardEntry } from '@model-trace/client';
import { sortRows } from './sort-rows.ts';

const row = (model: string, bitsPerByte: number | null, dtype: string | null = null) =>
  ({ model, bitsPerByte, dtype }) as LeaderboardEntry;
const names = (rows: readonly LeaderboardEntry[]) => rows.map(({ model }) => model).join('');

test('numbers as numbers, what is missing last, equal ones in their order', () => {
  const rows = [row('a', 10), row('b', null), row('c', 9), row('d', 10), row('e', -1)];
  assert.equal(names(sortRows(rows, { column: 'bitsPerByte', order: 'asc' })), 'ecadb');
  assert.equal(names(sortRows(rows, { column: 'bitsPerByte', order: 'desc' })), 'adceb');
});

test('text by the alphabet; what the service has sorted stays', () => {
  const rows = [row('a', 1, 'F32'), row('b', 2, 'BF16'), row('c', 3)];
  assert.equal(names(sortRows(rows, { column: 'dtype', order: 'asc' })), 'bac');
  assert.equal(sortRows(rows, { column: 'perplexity', order: 'desc' }), rows);
});
