import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openModel } from '../src/hub/index.ts';
import { startFakeHub } from './fake-hub.ts';

const files = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.safetensors`, Buffer.alloc(400_000, name)]));

async function setUp(t: TestContext, cacheMaxBytes: number, content = files) {
  const hub = await startFakeHub({ models: { 'owner/name': { files: content } } });
  const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-cache-'));
  const children: ChildProcess[] = [];
  t.after(async () => {
    await Promise.all(children.map(kill));
    await hub.close();
    await rm(cacheDir, { recursive: true });
  });
  /** A process that opens a file and holds it. */
  const holdElsewhere = (path: string) => {
    const script = join(import.meta.dirname, 'fake-hub', 'hold-file.ts');
    const child = fork(script, [hub.endpoint, cacheDir, String(cacheMaxBytes), 'owner/name', path]);
    children.push(child);
    return { child, opened: Promise.race([once(child, 'message'), failOnExit(child)]) };
  };
  /** A process that reads files one after another; resolves to its exit code and what it complained of. */
  const readElsewhere = async (paths: readonly string[]) => {
    const script = join(import.meta.dirname, 'fake-hub', 'read-files.ts');
    const args = [hub.endpoint, cacheDir, String(cacheMaxBytes), 'owner/name', ...paths];
    const child = fork(script, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    children.push(child);
    let stderr = '';
    child.stderr!.on('data', (text) => {
      stderr += text;
    });
    const [code] = await once(child, 'close');
    return { code, stderr };
  };
  const open = () => openModel('owner/name', { roots: [], cacheDir, cacheMaxBytes, hubEndpoint: hub.endpoint });
  return { hub, cacheDir, holdElsewhere, readElsewhere, open };
}

async function failOnExit(child: ChildProcess): Promise<never> {
  const [code, signal] = await once(child, 'exit');
  throw new Error(`the other process ended with ${code ?? signal}`);
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('processes that share a cache', () => {
  it('fetch a file once between them', async (t) => {
    const { hub, holdElsewhere, open } = await setUp(t, 1e9);
    const others = [holdElsewhere('a.safetensors'), holdElsewhere('a.safetensors')];
    const file = await (await open()).open('a.safetensors');
    await Promise.all(others.map(({ opened }) => opened));
    await file.close();
    assert.equal(hub.requests.filter(({ server }) => server === 'storage').length, 1);
  });

  it('continue the download of one that is killed in the middle', async (t) => {
    const { hub, cacheDir, holdElsewhere, open } = await setUp(t, 1e9);
    hub.fail({ server: 'storage', fault: { stallAfterBytes: 300_000 } });
    const { child, opened } = holdElsewhere('a.safetensors');
    opened.catch(() => undefined);
    const partial = join(cacheDir, 'partial');
    for (let sizeBytes = 0; sizeBytes < 300_000; await sleep(5)) {
      const [name] = await readdir(partial).catch(() => []);
      sizeBytes = name === undefined ? 0 : (await stat(join(partial, name))).size;
      assert.equal(child.exitCode, null, 'the other process still fetches');
    }
    await kill(child);
    assert.deepEqual(await readdir(join(cacheDir, 'blobs')), [], 'no reader could find the half of a file');
    const file = await (await open()).open('a.safetensors');
    const bytes = Buffer.alloc(file.sizeBytes);
    await file.read(bytes, 0);
    await file.close();
    assert.ok(bytes.equals(files['a.safetensors']));
    const ranges = hub.requests.filter(({ server }) => server === 'storage').map(({ headers }) => headers.range);
    assert.deepEqual(ranges, [undefined, 'bytes=300000-']);
  });

  it('do not evict what another one holds, until it is dead', async (t) => {
    const { holdElsewhere, open } = await setUp(t, 1_000_000);
    const others = [holdElsewhere('a.safetensors'), holdElsewhere('b.safetensors')];
    await Promise.all(others.map(({ opened }) => opened));
    const source = await open();
    await assert.rejects(source.open('c.safetensors'), { code: 'CACHE_FULL' });
    for (const { opened } of others) opened.catch(() => undefined);
    await Promise.all(others.map(({ child }) => kill(child)));
    await (await source.open('c.safetensors')).close();
  });

  it('keep to the bound of the cache while they fetch, read and evict at the same time', async (t) => {
    const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const many = Object.fromEntries(letters.map((name) => [`${name}.safetensors`, Buffer.alloc(400_000, name)]));
    const maxBytes = 2_000_000;
    const { hub, cacheDir, readElsewhere } = await setUp(t, maxBytes, many);
    // Four processes, each through all files twice, from different places: 3.2 MB through room for 2 MB.
    const running = [0, 2, 4, 6].map((from) => {
      const round = [...letters.slice(from), ...letters.slice(0, from)].map((name) => `${name}.safetensors`);
      return readElsewhere([...round, ...round]);
    });
    let ended = false;
    const all = Promise.all(running).finally(() => {
      ended = true;
    });
    let most = 0;
    while (!ended) {
      most = Math.max(most, await usedBytes(cacheDir));
      await sleep(2);
    }
    for (const { code, stderr } of await all) assert.equal(code, 0, stderr);
    assert.ok(most > 400_000 && most <= maxBytes, `${most} bytes in a cache of ${maxBytes}`);
    const downloads = hub.requests.filter(({ server }) => server === 'storage').length;
    assert.ok(downloads >= letters.length && downloads < 4 * 2 * letters.length, `${downloads} downloads of 64 reads`);
    assert.deepEqual(await readdir(join(cacheDir, 'locks')), []);
    assert.deepEqual(await readdir(join(cacheDir, 'leases')), []);
    assert.deepEqual(await readdir(join(cacheDir, 'partial')), []);
  });
});

/** Bytes of whole and partial files; 0 when one came or went during the look, which would then count two moments in one. */
async function usedBytes(cacheDir: string): Promise<number> {
  const list = async () => {
    const names = ['blobs', 'partial'].map(async (folder) =>
      (await readdir(join(cacheDir, folder)).catch(() => [])).map((name) => join(cacheDir, folder, name)),
    );
    return (await Promise.all(names)).flat().sort();
  };
  const before = await list();
  const sizes = await Promise.all(
    before.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const after = await list();
  return after.join() === before.join() ? sizes.reduce((sum, size) => sum + size, 0) : 0;
}
