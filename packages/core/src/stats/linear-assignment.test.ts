import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { type LinearAssignment, type LinearAssignmentOptions, linearAssignment } from './linear-assignment.ts';

interface Case {
  kind: string;
  rows: number;
  cols: number;
  maximize: boolean;
  total: number;
}
const scipyCases = JSON.parse(
  readFileSync(new URL('./fixtures/assignments.json', import.meta.url), 'utf8'),
) as readonly Case[];

for (const { kind, rows, cols, maximize, total } of scipyCases) {
  test(`total of SciPy: ${kind}, ${rows} x ${cols}, ${maximize ? 'largest' : 'smallest'}`, () => {
    const problem = { cost: costsOf(kind, rows, cols), rows, cols, maximize };
    const result = linearAssignment(problem);
    assert.equal(result.total, total); // integers below 2^53: exact
    assertCertified(problem, result);
  });
}

test('totals of SciPy in float32, where it holds the costs exactly', () => {
  let exact = 0;
  for (const { kind, rows, cols, maximize, total } of scipyCases) {
    const wide = costsOf(kind, rows, cols);
    const problem = { cost: Float32Array.from(wide), rows, cols, maximize };
    if (problem.cost.some((value, at) => value !== wide[at])) continue;
    exact++;
    const result = linearAssignment(problem);
    assert.equal(result.total, total, kind);
    assertCertified(problem, result);
  }
  assert.ok(exact > scipyCases.length / 2);
});

test('equals exhaustive search in total and in distance of the second best', () => {
  const entries = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -5, max: 5, noNaN: true }));
  const problems = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 1 }), fc.boolean())
    .chain(([rows, spare, maximize]) => {
      const size = rows * (rows + spare);
      return fc
        .array(entries, { minLength: size, maxLength: size })
        .map((cells) => ({ cost: Float64Array.from(cells), rows, cols: rows + spare, maximize }));
    });
  fc.assert(
    fc.property(problems, (problem) => {
      const result = linearAssignment(problem);
      const { best, gap } = exhaustive(problem);
      // Sums of six numbers up to 5 in another order: a few times 2^-53 of 30.
      assert.ok(Math.abs(result.total - best) < 1e-13);
      assert.ok(result.gap >= 0);
      assert.ok(result.gap === gap || Math.abs(result.gap - gap) < 1e-12, `${result.gap} is not ${gap}`);
      assertCertified(problem, result);
    }),
    { numRuns: 400, seed: 11 },
  );
});

test('the gap bounds what any exchange of two rows costs, in a problem solved on a sparse core', () => {
  const n = 120;
  const cost = costsOf('uniform', n, n);
  const { assignment, gap, total } = linearAssignment({ cost, rows: n, cols: n });
  let cheapest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const now = cost[i * n + assignment[i]] + cost[k * n + assignment[k]];
      cheapest = Math.min(cheapest, cost[i * n + assignment[k]] + cost[k * n + assignment[i]] - now);
    }
  }
  assert.ok(gap >= 0 && gap <= cheapest, `${gap} is not within [0, ${cheapest}]`);
  // Exactly the distance of the second best: the best total with one assigned pair forbidden, over all pairs.
  let second = Number.POSITIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const changed = cost.slice();
    changed[i * n + assignment[i]] = 1e9;
    second = Math.min(second, linearAssignment({ cost: changed, rows: n, cols: n }).total);
  }
  assert.equal(gap, second - total);
});

test('any relabelling of rows and columns moves the assignment along and leaves the total', () => {
  const n = 130;
  const cost = costsOf('uniform', n, n);
  const { assignment, total } = linearAssignment({ cost, rows: n, cols: n });
  const rowOf = (i: number) => (i * 37 + 5) % n;
  const columnOf = (j: number) => (j * 7 + 11) % n;
  const moved = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) moved[rowOf(i) * n + columnOf(j)] = cost[i * n + j];
  const result = linearAssignment({ cost: moved, rows: n, cols: n });
  assert.equal(result.total, total);
  for (let i = 0; i < n; i++) assert.equal(result.assignment[rowOf(i)], columnOf(assignment[i]));
});

test('scaled or shifted costs have the same assignment, transposed ones the inverse; each with its certificate', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 140 }), fc.integer(), fc.boolean(), (n, seed, maximize) => {
      let state = seed | 1;
      const draw = () => {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        return state / 2 ** 31;
      };
      const problem = { cost: Float64Array.from({ length: n * n }, draw), rows: n, cols: n, maximize };
      const plain = linearAssignment(problem); // of continuous costs: no ties
      assertCertified(problem, plain);
      const scaled = { ...problem, cost: problem.cost.map((cost) => 2 ** 20 * cost) };
      const shifted = { ...problem, cost: problem.cost.map((cost, at) => cost + 8 * Math.floor(at / n) - (at % n)) };
      const negated = { ...problem, cost: problem.cost.map((cost) => -cost), maximize: !maximize };
      for (const other of [scaled, shifted, negated]) {
        const result = linearAssignment(other);
        assertCertified(other, result);
        assert.deepEqual(result.assignment, plain.assignment);
      }
      const transposed = {
        ...problem,
        cost: problem.cost.map((_, at) => problem.cost[(at % n) * n + Math.floor(at / n)]),
      };
      const result = linearAssignment(transposed);
      assertCertified(transposed, result);
      for (let i = 0; i < n; i++) assert.equal(result.assignment[plain.assignment[i]], i);
      assert.ok(Math.abs(result.total - plain.total) < 1e-12 * n);
    }),
    { numRuns: 60, seed: 17 },
  );
});

test('a planted permutation under noise is found, with a gap far from a tie', () => {
  const n = 300;
  const { assignment, gap } = linearAssignment({ cost: costsOf('planted', n, n), rows: n, cols: n, maximize: true });
  assert.deepEqual(
    [...assignment],
    Array.from({ length: n }, (_, i) => (i * 7 + 3) % n),
  );
  // Two rows or more each lose 150,000 and gain less than 100,003.
  assert.ok(gap > 2 * (150000 - 100003));
});

test('equal costs: a permutation, and a gap of 0 that says so', () => {
  for (const n of [2, 97, 250]) {
    const problem = { cost: new Float64Array(n * n).fill(-2.5), rows: n, cols: n };
    const result = linearAssignment(problem);
    assert.equal(result.gap, 0);
    assertCertified(problem, result);
  }
});

test('float32 costs give what the same costs give in float64', () => {
  const [rows, cols] = [117, 130];
  const narrow = Float32Array.from(costsOf('uniform', rows, cols), Math.sqrt);
  const a = linearAssignment({ cost: narrow, rows, cols });
  const b = linearAssignment({ cost: Float64Array.from(narrow), rows, cols });
  assert.deepEqual(a, b);
});

test('a planted permutation in float32, done in one pass, has the gap that float64 and forbidding each pair in turn give', () => {
  const n = 120;
  const maximize = true;
  const wide = costsOf('planted', n, n);
  const cost = Float32Array.from(wide); // integers below 2^18: exact
  const problem = { cost, rows: n, cols: n, maximize };
  const result = linearAssignment(problem);
  assertCertified(problem, result);
  assert.ok(result.v.every((dual) => dual === 0));
  const other = linearAssignment({ ...problem, cost: wide });
  assert.deepEqual([...result.assignment], [...other.assignment]);
  assert.equal(result.total, other.total);
  let second = 0;
  for (let i = 0; i < n; i++) {
    const changed = wide.slice();
    changed[i * n + result.assignment[i]] = -1e9;
    second = Math.max(second, linearAssignment({ ...problem, cost: changed }).total);
  }
  assert.equal(result.gap, result.total - second);
});

test('float32: a planted permutation that some rows have no part in, or share, equals float64 and has its certificate', () => {
  const n = 300;
  for (const maximize of [true, false]) {
    const wide = costsOf('planted', n, n);
    for (const row of [3, 57, 58, 200]) {
      for (let j = 0; j < n; j++)
        wide[row * n + j] = row < 100 ? (row * 31 + j * j * 7919) % 100003 : wide[(row + 1) * n + j] + (j % 13);
    }
    const signed = maximize ? wide : wide.map((cost) => -cost);
    const problem = { cost: Float32Array.from(signed), rows: n, cols: n, maximize };
    const result = linearAssignment(problem);
    assertCertified(problem, result);
    const other = linearAssignment({ ...problem, cost: signed });
    assert.equal(result.total, other.total);
    assert.equal(result.gap, other.gap);
    assert.deepEqual(result.assignment, other.assignment);
  }
});

test('float32 costs whose sums overflow give what they give in float64', () => {
  const n = 40;
  const cost = Float32Array.from(costsOf('uniform', n, n), (value) => (value - 50001) * 2 ** 111);
  const problem = { cost, rows: n, cols: n };
  const result = linearAssignment(problem);
  assertCertified(problem, result);
  assert.equal(result.total, linearAssignment({ ...problem, cost: Float64Array.from(cost) }).total);
});

test('leaves the costs as they are', () => {
  const cost = costsOf('uniform', 100, 120);
  const before = cost.slice();
  linearAssignment({ cost, rows: 100, cols: 120, maximize: true });
  assert.deepEqual(cost, before);
});

test('one row, one cell, none', () => {
  assert.deepEqual([...linearAssignment({ cost: Float64Array.of(3, 1, 2), rows: 1, cols: 3 }).assignment], [1]);
  const single = linearAssignment({ cost: Float64Array.of(7), rows: 1, cols: 1 });
  assert.equal(single.total, 7);
  assert.equal(single.gap, Number.POSITIVE_INFINITY);
  assert.equal(linearAssignment({ cost: new Float64Array(0), rows: 0, cols: 4 }).total, 0);
});

test('refuses what is not finite, naming the cell', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    for (const maximize of [false, true]) {
      const cost = costsOf('uniform', 101, 101);
      cost[57 * 101 + 13] = bad;
      assert.throws(() => linearAssignment({ cost, rows: 101, cols: 101, maximize }), {
        code: 'STATS_NON_FINITE',
        details: { row: 57, column: 13, value: String(bad) },
      });
    }
  }
  const large = { cost: Float64Array.of(1.5e308, -1.5e308, 1e308, 1.2e308), rows: 2, cols: 2 };
  assert.deepEqual([...linearAssignment(large).assignment], [1, 0]); // sums overflow, the cells are finite
});

test('refuses shapes that do not fit', () => {
  const cost = new Float64Array(6);
  for (const [rows, cols] of [
    [3, 2],
    [2, 2],
    [-1, -6],
    [1.5, 4],
    [Number.NaN, 1],
  ]) {
    assert.throws(() => linearAssignment({ cost, rows, cols }), { code: 'STATS_SHAPE' });
  }
  assert.throws(() => linearAssignment({ cost: [1] as unknown as Float64Array, rows: 1, cols: 1 }), {
    code: 'STATS_SHAPE',
  });
});

/** The matrices of tools/reference/stats_fixtures.py: the same integers from the same generator. */
function costsOf(kind: string, rows: number, cols: number): Float64Array {
  let state = 4711;
  const levels = kind === 'few levels' ? 10 : 100003;
  const drawn = Float64Array.from({ length: rows * cols }, () => {
    state = (state * 48271) % 2147483647; // below 2^47: exact
    return state % levels;
  });
  return drawn.map((cost, at) => {
    const i = Math.floor(at / cols);
    const j = at % cols;
    if (kind === 'offsets') return cost + 1000003 * ((i * 37) % rows) + 999983 * ((j * 53) % cols);
    if (kind === 'zeros') return i % 3 === 0 || j % 5 === 0 ? 0 : cost - 50001;
    if (kind === 'equal rows') return i < 120 ? drawn[j] : cost;
    if (kind === 'product') return (i + 1) * (j + 1);
    if (kind === 'planted') return cost + (j === (i * 7 + 3) % cols ? 150000 : 0);
    if (kind === 'forbidden') return (i * 31 + j * 17) % 11 < 9 ? 1e12 : cost;
    return cost;
  });
}

/** The proof of optimality: a matching, feasible duals everywhere, equality where assigned, 0 (or the right sign) where spare. */
function assertCertified({ cost, rows, cols, maximize }: LinearAssignmentOptions, result: LinearAssignment): void {
  const { assignment, u, v, total, tolerance } = result;
  const sign = maximize ? -1 : 1;
  const owners = new Map(Array.from(assignment, (column, row) => [column, row]));
  assert.equal(owners.size, rows);
  // Adding two duals to compare with a cost rounds once more, at the size of the largest.
  const allowed = 2 * tolerance;
  let dualTotal = 0;
  for (let i = 0; i < rows; i++) {
    dualTotal += u[i];
    for (let j = 0; j < cols; j++) {
      const slack = sign * (cost[i * cols + j] - u[i] - v[j]);
      if (slack < -allowed || (assignment[i] === j && slack > allowed)) assert.fail(`slack ${slack} at ${i}, ${j}`);
    }
  }
  for (let j = 0; j < cols; j++) {
    dualTotal += v[j];
    if (rows < cols) assert.ok(owners.has(j) ? sign * v[j] <= 0 : v[j] === 0, `dual ${v[j]} of column ${j}`);
  }
  assert.ok(Math.abs(dualTotal - total) <= (rows + cols) * allowed, `duality gap ${total - dualTotal}`);
}

function exhaustive({ cost, rows, cols, maximize }: LinearAssignmentOptions): { best: number; gap: number } {
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
  return { best: sign * totals[0], gap: totals.length > 1 ? totals[1] - totals[0] : Number.POSITIVE_INFINITY };
}
