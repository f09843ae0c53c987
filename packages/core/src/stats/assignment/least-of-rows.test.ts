import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { costMatrix } from './cost-matrix.ts';
import { type LeastOfRows, leastOfRows } from './least-of-rows.ts';

interface Problem {
  cost: Float32Array;
  rows: number;
  cols: number;
  maximize: boolean;
}

// Multiples of 1/4 up to 16: every sum is exact, ties are frequent.
const problems = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 2 }), fc.boolean(), fc.integer({ min: 0, max: 40 }))
  .filter(([rows, spare]) => rows + spare > 1)
  .chain(([rows, spare, maximize, depth]) => {
    const cols = rows + spare;
    return fc
      .tuple(
        fc.array(fc.integer({ min: -12, max: 12 }), { minLength: rows * cols, maxLength: rows * cols }),
        fc.shuffledSubarray([...Array(cols).keys()], { minLength: rows, maxLength: rows }),
      )
      .map(([cells, planted]): Problem => {
        const cost = Float32Array.from(
          cells,
          (cell, at) => (cell - (planted[Math.floor(at / cols)] === at % cols ? depth : 0)) / 4,
        );
        return { cost: maximize ? cost.map((cell) => -cell) : cost, rows, cols, maximize };
      });
  });

test('equals exhaustive search in assignment and distance of the second best, or leaves rows free that want the same column', () => {
  let solved = 0;
  let begun = 0;
  fc.assert(
    fc.property(problems, (problem) => {
      const found = leastOfRows(costMatrix(problem));
      const wanted = cheapestColumns(problem);
      const isSolved = new Set(wanted).size === problem.rows;
      assert.equal(found !== undefined, isSolved || problem.rows === problem.cols);
      if (found === undefined) return;
      assert.equal(found.gap !== undefined, isSolved);
      if (!isSolved) {
        begun++;
        assertBegun(problem, found, wanted);
        return;
      }
      solved++;
      assert.deepEqual([...found.matching.assignment], wanted);
      const { best, second } = exhaustive(problem);
      assert.equal(totalOf(found), best);
      assert.equal(found.gap, second - best);
    }),
    { numRuns: 1500, seed: 23 },
  );
  assert.ok(solved > 500, `only ${solved} problems were solved`);
  assert.ok(begun > 100, `only ${begun} problems were begun`);
});

test('leaves float64 costs, huge ones and those that are not finite to others', () => {
  const shape = { rows: 2, cols: 2, maximize: false };
  const cells = [0, 1, 1, 0];
  assert.ok(leastOfRows(costMatrix({ ...shape, cost: Float32Array.from(cells) })) !== undefined);
  assert.equal(leastOfRows(costMatrix({ ...shape, cost: Float64Array.from(cells) })), undefined);
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 121]) {
    const cost = Float32Array.from(cells, (cell) => (cell === 1 ? bad : cell));
    assert.equal(leastOfRows(costMatrix({ ...shape, cost })), undefined);
  }
});

test('gives up where many rows want the same columns', () => {
  const n = 64;
  const cost = Float32Array.from({ length: n * n }, (_, at) => (at % n < n / 2 ? at % 7 : 9));
  assert.equal(leastOfRows(costMatrix({ cost, rows: n, cols: n, maximize: false })), undefined);
});

/** Each wanted column has one of the rows that want it, at duals that no entry contradicts; minima are those of the reduced rows. */
function assertBegun(
  { cost, rows, cols, maximize }: Problem,
  { matching, minima }: LeastOfRows,
  wanted: number[],
): void {
  const { assignment, assignedCost, owner, v } = matching;
  assert.deepEqual(new Set(assignment.filter((column) => column >= 0)), new Set(wanted));
  for (let i = 0; i < rows; i++) {
    const costs = Array.from({ length: cols }, (_, j) => (maximize ? -1 : 1) * cost[i * cols + j]);
    const reduced = Math.min(...costs.map((value, j) => value - v[j]));
    if (assignment[i] < 0) assert.ok(minima[i] <= reduced);
    else {
      assert.deepEqual([assignment[i], assignedCost[i], owner[assignment[i]]], [wanted[i], costs[wanted[i]], i]);
      assert.equal(assignedCost[i] - v[assignment[i]], reduced);
      assert.equal(minima[i], reduced);
    }
  }
  for (let j = 0; j < cols; j++) assert.ok(owner[j] < 0 ? v[j] === 0 : v[j] <= 0);
}

const totalOf = ({ matching }: LeastOfRows) => matching.assignedCost.reduce((sum, cost) => sum + cost, 0);

/** The first cheapest column of each row. */
function cheapestColumns({ cost, rows, cols, maximize }: Problem): number[] {
  return Array.from({ length: rows }, (_, i) => {
    const row = [...cost.subarray(i * cols, (i + 1) * cols)];
    return row.indexOf(maximize ? Math.max(...row) : Math.min(...row));
  });
}

function exhaustive({ cost, rows, cols, maximize }: Problem): { best: number; second: number } {
  const sign = maximize ? -1 : 1;
  const totals: number[] = [];
  const visit = (row: number, used: number, sum: number): void => {
    if (row === rows) totals.push(sum);
    else
      for (let j = 0; j < cols; j++)
        if ((used & (1 << j)) === 0) visit(row + 1, used | (1 << j), sum + sign * cost[row * cols + j]);
  };
  visit(0, 0, 0);
  totals.sort((a, b) => a - b);
  return { best: totals[0], second: totals.length > 1 ? totals[1] : Number.POSITIVE_INFINITY };
}
