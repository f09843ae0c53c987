import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { columnsBelow, lowerDuals, rowMinima, rowMinimaOfBlock, rowScanner, setDuals } from './row-scanner.ts';

const cost = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ min: -8, max: 8, noNaN: true }));

test('finds the two smallest costs of four rows and where the first stands, and the columns up to a limit', () => {
  const blocks = fc
    .integer({ min: 2, max: 70 })
    .chain((cols) => fc.array(fc.array(cost, { minLength: cols, maxLength: cols }), { minLength: 4, maxLength: 4 }));
  fc.assert(
    fc.property(blocks, fc.constantFrom(1, -1), fc.double({ min: -9, max: 9, noNaN: true }), (block, sign, limit) => {
      const scanner = rowScanner(block[0].length, sign);
      for (const [k, cells] of block.entries()) scanner.cells[k].set(Float32Array.from(cells));
      const minima = rowMinimaOfBlock();
      assert.ok(rowMinima(scanner, minima));
      for (const [k, cells] of block.entries()) {
        const costs = cells.map((cell) => sign * cell);
        const [least, second] = costs.toSorted((a, b) => a - b);
        assert.deepEqual([minima.least[k] + 0, minima.second[k] + 0], [least + 0, second + 0]); // -0 is 0
        assert.equal(minima.column[k], costs.indexOf(least));
        for (const bound of [limit, least, second]) {
          const columns = new Int32Array(cells.length);
          const expected = costs.flatMap((value, column) => (value <= bound ? [column] : []));
          assert.deepEqual([...columns.subarray(0, columnsBelow(scanner, { k, limit: bound, columns }))], expected);
        }
      }
    }),
    { numRuns: 500, seed: 5 },
  );
});

test('lowers duals to the minima of reduced rows exactly as float64 arithmetic does', () => {
  // Neighbouring float32 numbers less minima of another size: float32 differences of many of them are equal.
  const near = fc.oneof(
    cost,
    fc.integer({ min: -40, max: 40 }).map((ulps) => Math.fround(1 + ulps * 2 ** -23)),
  );
  const blocks = fc
    .integer({ min: 2, max: 40 })
    .chain((cols) => fc.array(fc.array(near, { minLength: cols, maxLength: cols }), { minLength: 8, maxLength: 8 }));
  fc.assert(
    fc.property(blocks, fc.constantFrom(1, -1), (rows, sign) => {
      const cols = rows[0].length;
      const scanner = rowScanner(cols, sign);
      const v = new Float64Array(cols).fill(Number.POSITIVE_INFINITY);
      const argMinima = new Int32Array(cols);
      setDuals(scanner, v);
      for (const first of [0, 4]) {
        for (let k = 0; k < 4; k++) scanner.cells[k].set(rows[first + k]);
        assert.ok(rowMinima(scanner, rowMinimaOfBlock()));
        lowerDuals(scanner, { first, argMinima });
      }
      const reduced = rows.map((cells) => {
        const costs = cells.map((cell) => sign * cell);
        const least = Math.min(...costs);
        return costs.map((value) => value - least);
      });
      for (let j = 0; j < cols; j++) {
        const column = reduced.map((row) => row[j]);
        assert.equal(v[j], Math.min(...column));
        assert.equal(argMinima[j], column.indexOf(v[j]));
      }
    }),
    { numRuns: 500, seed: 6 },
  );
});

test('finds the columns up to a limit beyond their duals exactly as float64 arithmetic does', () => {
  const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -9, max: 9, noNaN: true }));
  const cells = fc.array(fc.tuple(cost, number), { minLength: 2, maxLength: 70 });
  fc.assert(
    fc.property(cells, fc.constantFrom(1, -1), number, fc.nat(), (pairs, sign, anyLimit, pick) => {
      const row = Float32Array.from(pairs, ([cell]) => cell);
      const v = Float64Array.from(pairs, ([, dual]) => dual);
      const reduced = Array.from(v, (dual, j) => sign * row[j] - dual);
      const scanner = rowScanner(row.length, sign);
      setDuals(scanner, v);
      scanner.cells[2].set(row);
      // Limits that a column meets exactly are where rounding would show.
      for (const limit of [
        anyLimit,
        reduced[pick % reduced.length],
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
      ]) {
        const columns = new Int32Array(row.length);
        const expected = reduced.flatMap((value, column) => (value <= limit ? [column] : []));
        assert.deepEqual([...columns.subarray(0, columnsBelow(scanner, { k: 2, limit, columns }))], expected);
      }
    }),
    { numRuns: 1000, seed: 7 },
  );
});

test('declines rows with a cost that is not finite, wherever it stands, and rows of huge costs', () => {
  const cols = 37;
  for (const sign of [1, -1]) {
    const scanner = rowScanner(cols, sign);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (let column = 0; column < cols; column++) {
        scanner.cells[column % 4].set(new Float32Array(cols).fill(bad, column, column + 1));
        assert.equal(rowMinima(scanner, rowMinimaOfBlock()), false);
        scanner.cells[column % 4].fill(0);
      }
    }
    scanner.cells[1].set(new Float32Array(cols).fill(sign * 2 ** 121));
    assert.equal(rowMinima(scanner, rowMinimaOfBlock()), false);
  }
});

test('takes wider rows after narrow ones and narrow ones after wide ones', () => {
  for (const cols of [3, 40_000, 5]) {
    const scanner = rowScanner(cols, 1);
    for (const cells of scanner.cells) cells.set(Float32Array.from({ length: cols }, (_, j) => cols - j));
    const minima = rowMinimaOfBlock();
    assert.ok(rowMinima(scanner, minima));
    assert.deepEqual([...minima.least, ...minima.second], [1, 1, 1, 1, 2, 2, 2, 2]);
    assert.equal(minima.column[3], cols - 1);
    assert.equal(columnsBelow(scanner, { k: 3, limit: 1, columns: new Int32Array(cols) }), 1);
  }
});
