import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

test('a comparison of 11,008 units tells how far its products are, and an abort ends its thread within a slice', async () => {
  const [n, width] = [11_008, 4096];
  const pool = createThreadPool({ size: 1 });
  const vectors = () => Float32Array.from({ length: n * 64 }, (_, i) => Math.sin(i * i));
  const wide = (few: Float32Array) => {
    const all = new Float32Array(n * width);
    for (let at = 0; at < all.length; at += few.length) all.set(few, at);
    return all;
  };
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const controller = new AbortController();
  const { signal } = controller;
  const running = pool.matchVectors({
    ...{
      a: wide(vectors()),
      b: wide(vectors()),
      rows: n,
      cols: n,
      width,
      layoutA: 'unit-major',
      layoutB: 'unit-major',
    },
    ...{ metric: 'cosine', order: Int32Array.from({ length: n }, (_, u) => u), dtype: 'float32', threads: 1 },
    ...{ progress, signal },
  });
  running.catch(() => undefined);
  while (Atomics.load(progress, 0) === 0) await sleep(10);
  const multiplied = Atomics.load(progress, 0);
  assert.ok(multiplied < n && Atomics.load(progress, 1) === 0, `${multiplied} of ${n} rows`);
  controller.abort(new Error('enough'));
  const atAbort = Atomics.load(progress, 0);
  await assert.rejects(running, /enough/);
  await pool.close(); // resolves when the thread has ended
  // The slice under way is finished: 2^34 multiplications are 381 rows.
  const more = Atomics.load(progress, 0) - atAbort;
  assert.ok(more <= 381 && atAbort + more < n, `${more} rows more after ${atAbort}`);
});

test('arguments are made when a thread is free; one that cannot be made rejects its own job only', async () => {
  const pool = createThreadPool({ size: 1 });
  const made: number[] = [];
  const eigen = (i: number) =>
    pool.symmetricEigen({
      whenStarted: () => {
        made.push(i);
        if (i === 1) throw new Error('no memory');
        return { a: Float64Array.of(i), n: 1 };
      },
    });
  const jobs = [0, 1, 2].map(eigen);
  assert.deepEqual(made, [0]);
  await assert.rejects(jobs[1], /no memory/);
  assert.deepEqual([(await jobs[0]).values[0], (await jobs[2]).values[0]], [0, 2]);
  assert.deepEqual(made, [0, 1, 2]);
  await pool.close();
});

test('a process may exit in the middle of a product', async (t) => {
  const script = `
    import { createThreadPool } from ${JSON.stringify(new URL('./create-thread-pool.ts', import.meta.url).href)};
    const [n, width] = [3000, 9000];
    const vectors = () => new Float32Array(n * width).fill(1);
    const progress = new Int32Array(new SharedArrayBuffer(8));
    createThreadPool({ size: 1 }).matchVectors({
      ...{ a: vectors(), b: vectors(), rows: n, cols: n, width, layoutA: 'unit-major', layoutB: 'unit-major' },
      ...{ metric: 'cosine', order: Int32Array.from({ length: n }, (_, u) => u), dtype: 'float32', threads: 1, progress },
    });
    setInterval(() => Atomics.load(progress, 0) > 0 && process.exit(7), 5);
  `; // five slices: it exits within the second
  const dir = await mkdtemp(join(tmpdir(), 'model-trace-exit-'));
  t.after(() => rm(dir, { recursive: true }));
  await writeFile(join(dir, 'exit.mjs'), script);
  const child = spawn(process.execPath, [join(dir, 'exit.mjs')], { stdio: 'ignore' });
  const [code, signal] = await once(child, 'exit');
  assert.deepEqual([code, signal], [7, null]); // a thread that is ended within ONNX Runtime: SIGABRT
});
