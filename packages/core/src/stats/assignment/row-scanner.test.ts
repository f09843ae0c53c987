import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { columnsBelow, rowMinima, rowScanner, setDuals } from './row-scanner.ts';

const cost = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ min: -8, max: 8, noNaN: true }));
const rows = fc.array(cost, { minLength: 2, maxLength: 70 });

test('finds the two smallest costs of a row, and the columns up to a limit', () => {
  fc.assert(
    fc.property(rows, fc.constantFrom(1, -1), fc.double({ min: -9, max: 9, noNaN: true }), (cells, sign, limit) => {
      const scanner = rowScanner(cells.length, sign);
      scanner.cells.set(Float32Array.from(cells));
      const costs = cells.map((cell) => sign * cell);
      const [least, second] = costs.toSorted((a, b) => a - b);
      const minima = { least: 0, second: 0 };
      assert.ok(rowMinima(scanner, minima));
      assert.ok(minima.least === least && minima.second === second, `${minima.least}, ${minima.second}`);
      for (const bound of [limit, least, second]) {
        const columns = new Int32Array(cells.length);
        const expected = costs.flatMap((value, column) => (value <= bound ? [column] : []));
        assert.deepEqual([...columns.subarray(0, columnsBelow(scanner, bound, columns))], expected);
      }
    }),
    { numRuns: 500, seed: 5 },
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
      scanner.cells.set(row);
      // Limits that a column meets exactly are where rounding would show.
      for (const limit of [
        anyLimit,
        reduced[pick % reduced.length],
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
      ]) {
        const columns = new Int32Array(row.length);
        const expected = reduced.flatMap((value, column) => (value <= limit ? [column] : []));
        assert.deepEqual([...columns.subarray(0, columnsBelow(scanner, limit, columns))], expected);
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
        scanner.cells.set(new Float32Array(cols).fill(bad, column, column + 1));
        assert.equal(rowMinima(scanner, { least: 0, second: 0 }), false);
      }
    }
    scanner.cells.set(new Float32Array(cols).fill(sign * 2 ** 121));
    assert.equal(rowMinima(scanner, { least: 0, second: 0 }), false);
  }
});

test('takes wider rows after narrow ones and narrow ones after wide ones', () => {
  for (const cols of [3, 40_000, 5]) {
    const scanner = rowScanner(cols, 1);
    scanner.cells.set(Float32Array.from({ length: cols }, (_, j) => cols - j));
    const minima = { least: 0, second: 0 };
    assert.ok(rowMinima(scanner, minima));
    assert.deepEqual(minima, { least: 1, second: 2 });
    assert.equal(columnsBelow(scanner, 1, new Int32Array(cols)), 1);
  }
});
