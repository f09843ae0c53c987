import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createThreadPool } from './create-thread-pool.ts';

test('computes on a thread, takes the buffer, and gives the answer back', async () => {
  const pool = createThreadPool({ size: 1 });
  const cost = Float64Array.of(4, 1, 3, 2, 0, 5, 3, 2, 2);
  const { assignment, total } = await pool.linearAssignment({ cost, rows: 3, cols: 3 });
  assert.deepEqual([...assignment], [1, 0, 2]); // 1 + 2 + 2, by hand
  assert.equal(total, 5);
  assert.equal(cost.length, 0);
  await pool.close();
});

test('more jobs than threads all finish', async () => {
  const pool = createThreadPool({ size: 2 });
  const results = await Promise.all(
    Array.from({ length: 7 }, (_, i) => pool.symmetricEigen({ a: Float64Array.of(i + 1), n: 1 })),
  );
  for (const [i, { values }] of results.entries()) assert.equal(values[0], i + 1);
  await pool.close();
});

test('a failure keeps its code, and the thread goes on working', async () => {
  const pool = createThreadPool({ size: 1 });
  await assert.rejects(pool.symmetricEigen({ a: Float64Array.of(1, 2), n: 1 }), { code: 'STATS_SHAPE' });
  await assert.rejects(pool.symmetricEigen({ a: Float64Array.of(Number.NaN), n: 1 }), { code: 'STATS_NON_FINITE' });
  const { values } = await pool.symmetricEigen({ a: Float64Array.of(7), n: 1 });
  assert.equal(values[0], 7);
  await pool.close();
});

test('an abort stops a computation under way and one that waits; later ones still run', async () => {
  const pool = createThreadPool({ size: 1 });
  const controller = new AbortController();
  const n = 1500; // many seconds: it cannot finish before the abort
  const random = Float64Array.from({ length: n * n }, (_, i) => Math.sin(i * i));
  const running = pool.symmetricEigen({ a: random, n, signal: controller.signal });
  const queued = pool.symmetricEigen({ a: Float64Array.of(1), n: 1, signal: controller.signal });
  const after = pool.symmetricEigen({ a: Float64Array.of(-2), n: 1 });
  setImmediate(() => controller.abort(new Error('enough')));
  await assert.rejects(running, /enough/);
  await assert.rejects(queued, /enough/);
  assert.equal((await after).values[0], -2);
  await pool.close();
});

test('closing rejects what is under way and what comes later', async () => {
  const pool = createThreadPool({ size: 1 });
  const n = 1500;
  const running = pool.symmetricEigen({ a: Float64Array.from({ length: n * n }, (_, i) => Math.sin(i * i)), n });
  const rejected = assert.rejects(running, { code: 'INTERRUPTED' });
  await pool.close();
  await rejected;
  await assert.rejects(pool.symmetricEigen({ a: Float64Array.of(1), n: 1 }), { code: 'INTERRUPTED' });
});
