import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rowScanner } from './row-scanner.ts';

const cost = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ min: -8, max: 8, noNaN: true }));
const rows = fc.array(cost, { minLength: 2, maxLength: 70 });

test('finds the two smallest costs of a row, and the columns up to a limit', () => {
  fc.assert(
    fc.property(rows, fc.constantFrom(1, -1), fc.double({ min: -9, max: 9, noNaN: true }), (cells, sign, limit) => {
      const scanner = rowScanner(cells.length, sign);
      scanner.load(Float32Array.from(cells));
      const costs = cells.map((cell) => sign * cell);
      const [least, second] = costs.toSorted((a, b) => a - b);
      const minima = { least: 0, second: 0 };
      assert.ok(scanner.minima(minima));
      assert.ok(minima.least === least && minima.second === second, `${minima.least}, ${minima.second}`);
      for (const bound of [limit, least, second]) {
        const columns = new Int32Array(cells.length);
        const expected = costs.flatMap((value, column) => (value <= bound ? [column] : []));
        assert.deepEqual([...columns.subarray(0, scanner.below(bound, columns))], expected);
      }
    }),
    { numRuns: 500, seed: 5 },
  );
});

test('declines rows with a cost that is not finite, wherever it stands, and rows of huge costs', () => {
  const cols = 37;
  for (const sign of [1, -1]) {
    const scanner = rowScanner(cols, sign);
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (let column = 0; column < cols; column++) {
        scanner.load(new Float32Array(cols).fill(bad, column, column + 1));
        assert.equal(scanner.minima({ least: 0, second: 0 }), false);
      }
    }
    scanner.load(new Float32Array(cols).fill(sign * 2 ** 121));
    assert.equal(scanner.minima({ least: 0, second: 0 }), false);
  }
});

test('takes wider rows after narrow ones and narrow ones after wide ones', () => {
  for (const cols of [3, 40_000, 5]) {
    const scanner = rowScanner(cols, 1);
    scanner.load(Float32Array.from({ length: cols }, (_, j) => cols - j));
    const minima = { least: 0, second: 0 };
    assert.ok(scanner.minima(minima));
    assert.deepEqual(minima, { least: 1, second: 2 });
    assert.equal(scanner.below(1, new Int32Array(cols)), 1);
  }
});
