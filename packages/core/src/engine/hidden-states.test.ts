import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type HiddenMemory, openHiddenStates, type RowRange } from './hidden-states.ts';

const width = 3;
const value = (row: number, column: number) => 10 * row + column;

/** Ten rows whose elements say where they came from. */
async function states(memory: HiddenMemory, dtype: 'float32' | 'float64') {
  const hidden = await openHiddenStates({ rows: 10, width, dtype, memory });
  await hidden.update(ranges(0, 4, 4, 8, 8, 10), (elements, { firstRow }) => {
    for (let i = 0; i < elements.length; i++) elements[i] = value(firstRow + Math.floor(i / width), i % width);
  });
  return hidden;
}

/** Pairs of first row and end. */
const ranges = (...ends: number[]): RowRange[] =>
  Array.from({ length: ends.length / 2 }, (_, i) => ({ firstRow: ends[2 * i], rows: ends[2 * i + 1] - ends[2 * i] }));

const kinds: [string, (spillDir: string) => HiddenMemory][] = [
  ['memory', () => ({})],
  ['a file', (spillDir) => ({ maxBytes: 0, spillDir })],
];

for (const [name, memoryIn] of kinds) {
  for (const dtype of ['float32', 'float64'] as const) {
    test(`${dtype} rows in ${name} are handed out in order, changed and kept`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'spill-test-'));
      const hidden = await states(memoryIn(folder), dtype);
      assert.equal(hidden.spilled, name === 'a file');
      const seen: number[][] = [];
      await hidden.update(ranges(1, 3, 5, 6), async (elements) => {
        seen.push([...elements]);
        elements.fill(-1);
      });
      assert.deepEqual(seen, [
        [10, 11, 12, 20, 21, 22],
        [50, 51, 52],
      ]);
      await hidden.keep(ranges(0, 2, 4, 7, 9, 10));
      assert.equal(hidden.rows, 6);
      const kept: number[] = [];
      await hidden.read(ranges(0, 2, 2, 6), (elements) => {
        kept.push(...elements);
      });
      assert.deepEqual(kept, [0, 1, 2, -1, -1, -1, 40, 41, 42, -1, -1, -1, 60, 61, 62, 90, 91, 92]);
      await hidden.close();
      assert.deepEqual(await readdir(folder), []);
      await rm(folder, { recursive: true });
    });
  }
}

test('more rows than are moved at once are kept in order', async () => {
  const rows = 3000;
  const hidden = await openHiddenStates({ rows, width, dtype: 'float32', memory: { maxBytes: 0 } });
  await hidden.update(ranges(0, rows), (elements) => {
    for (let i = 0; i < elements.length; i++) elements[i] = i;
  });
  await hidden.keep(ranges(1, 1400, 1401, rows));
  const kept: number[] = [];
  await hidden.read(ranges(0, rows - 2), (elements) => {
    kept.push(...elements);
  });
  const expected = Array.from({ length: rows * width }, (_, i) => i).filter(
    (i) => ![0, 1400].includes(Math.floor(i / width)),
  );
  assert.deepEqual(kept, expected);
  await hidden.close();
});

test('a failure in the middle leaves nothing under way and no file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spill-test-'));
  const hidden = await states({ maxBytes: 0, spillDir: folder }, 'float32');
  const broken = hidden.update(ranges(0, 4, 4, 8, 8, 10), (_, { firstRow }) => {
    if (firstRow === 4) throw new Error('gone wrong');
  });
  await assert.rejects(broken, /gone wrong/);
  await hidden.close();
  assert.deepEqual(await readdir(folder), []);
  await rm(folder, { recursive: true });
});

test('a folder that is not there is named, with the ways out', async () => {
  await assert.rejects(states({ maxBytes: 0, spillDir: '/nowhere/at/all' }, 'float32'), (error: Error) => {
    assert.ok('code' in error && 'fix' in error && 'retryable' in error);
    assert.equal(error.code, 'SPILL_FAILED');
    assert.equal(error.retryable, true);
    assert.match(error.message, /\/nowhere\/at\/all/);
    assert.match(String(error.fix), /SPILL_DIR/);
    return true;
  });
});
