import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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

test('an assignment of 11,008 rows tells how far it is, and an abort ends its thread at once', async () => {
  const n = 11_008;
  const pool = createThreadPool({ size: 1 });
  const cost = new Float32Array(n * n); // independent: every phase of the solver takes seconds
  for (let i = 0, state = 1; i < cost.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    cost[i] = (state >>> 8) / 2 ** 24;
  }
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const controller = new AbortController();
  const { signal } = controller;
  const running = pool.linearAssignment({ cost, rows: n, cols: n, progress, signal });
  running.catch(() => undefined);
  while (Atomics.load(progress, 0) === 0) await sleep(10);
  const assigned = Atomics.load(progress, 0);
  assert.ok(assigned < n, `${assigned} of ${n} rows`);
  const asked = performance.now();
  controller.abort(new Error('enough'));
  await assert.rejects(running, /enough/);
  await pool.close(); // resolves when the thread has ended
  const tookMs = performance.now() - asked;
  assert.ok(tookMs < 1_500, `the thread lived on for ${tookMs} ms`);
});

test('an assignment counts its rows up to the last', async () => {
  const pool = createThreadPool({ size: 1 });
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const cost = Float64Array.from({ length: 40 * 60 }, (_, i) => Math.sin(i * i));
  await pool.linearAssignment({ cost, rows: 40, cols: 60, progress });
  assert.equal(Atomics.load(progress, 0), 40);
  await pool.close();
});
