import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Clock } from './clock.ts';
import { acquireFileLock } from './file-lock.ts';
import { currentProcess } from './process-identity.ts';

async function lockPath(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-lock-'));
  t.after(() => rm(directory, { recursive: true }));
  return join(directory, 'x.lock');
}

/** Time passes only by sleeping. */
function steppingClock(): Clock {
  let nowMs = 0;
  return {
    now: () => nowMs,
    random: () => 0,
    async sleep(ms) {
      nowMs += ms;
    },
  };
}

describe('acquireFileLock', () => {
  it('lets one in at a time', async (t) => {
    const path = await lockPath(t);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const release = await acquireFileLock(path, { pollMs: 1 });
        most = Math.max(most, ++inside);
        await readFile(path);
        inside--;
        await release();
      }),
    );
    assert.equal(most, 1);
  });

  it('waits out the heartbeats of a machine it cannot look at, then takes over', async (t) => {
    const path = await lockPath(t);
    await writeFile(path, JSON.stringify({ machine: 'elsewhere', pid: 1 }));
    const clock = steppingClock();
    const release = await acquireFileLock(path, { clock, staleMs: 1000, pollMs: 100 });
    assert.equal(clock.now(), 1000);
    await release();
    assert.deepEqual(await readdir(join(path, '..')), []);
  });

  it('takes over a lock without heartbeat even if a process of that number lives', async (t) => {
    const path = await lockPath(t);
    await writeFile(path, JSON.stringify(currentProcess()));
    const clock = steppingClock();
    const release = await acquireFileLock(path, { clock, staleMs: 1000, pollMs: 100 });
    assert.equal(clock.now(), 1000);
    await release();
  });

  it('takes over a lock that was never written whole', async (t) => {
    const path = await lockPath(t);
    await writeFile(path, '');
    await (await acquireFileLock(path, { clock: steppingClock(), staleMs: 1000 }))();
  });

  it('leaves a lock alone that another one has taken over meanwhile', async (t) => {
    const path = await lockPath(t);
    const release = await acquireFileLock(path);
    await writeFile(path, JSON.stringify({ machine: 'elsewhere', pid: 1 }));
    await release();
    assert.deepEqual(await readdir(join(path, '..')), ['x.lock']);
  });

  it('stops waiting when canceled', async (t) => {
    const path = await lockPath(t);
    const release = await acquireFileLock(path);
    const controller = new AbortController();
    const waiting = acquireFileLock(path, { signal: controller.signal });
    controller.abort();
    await assert.rejects(waiting, { code: 'CANCELED' });
    await release();
  });
});
