import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createBlobCache } from './blob-cache.ts';

test('a download leaves room on the disk, and gets it from what was not used for long', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-cache-'));
  t.after(() => rm(directory, { recursive: true }));
  let free = 1_000;
  const cache = createBlobCache({ directory, maxBytes: 1e6, minFreeBytes: 400, freeBytes: async () => free });
  const fetched: string[] = [];
  const acquire = async (digit: string, sizeBytes: number) => {
    const blob = { sizeBytes, digest: digit.repeat(64), algorithm: 'sha256' as const };
    const fetchInto = async (path: string) => {
      fetched.push(digit);
      await writeFile(path, Buffer.alloc(sizeBytes));
    };
    const { handle, release } = await cache.acquire({ blob, fetchInto });
    await handle.close();
    await release();
  };
  await acquire('1', 300);
  await acquire('2', 300);
  const old = new Date(Date.now() - 1e6);
  const first = (await readdir(join(directory, 'blobs'))).find((name) => name.includes('1'.repeat(64)))!;
  await utimes(join(directory, 'blobs', first), old, old);
  // 100 may be taken and 300 come with the oldest.
  free = 500;
  await acquire('3', 400);
  assert.equal((await readdir(join(directory, 'blobs'))).length, 2);
  await assert.rejects(acquire('4', 900), { code: 'CACHE_FULL', message: /less than 400 bytes free/ });
  assert.deepEqual(fetched, ['1', '2', '3']);
});
