import type { LeaderboardEntry } from '@model-trace/client';
import { type ColumnId, columns } from './column-ids.ts';

/**
 * Rows by a column that the service does not sort by; the others come sorted. What has no value comes last in both directions,
 * and equal ones stay as they were.
 */
export function sortRows(
  rows: readonly LeaderboardEntry[],
  { column, order }: { column: ColumnId; order: 'asc' | 'desc' },
): readonly LeaderboardEntry[] {
  if (columns[column].sort !== null) return rows;
  const key = (entry: LeaderboardEntry) => entry[column as 'verdict' | 'base' | 'bitsPerByte'];
  const sign = order === 'asc' ? 1 : -1;
  return rows.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
    return sign * String(left).localeCompare(String(right), 'en');
  });
}
