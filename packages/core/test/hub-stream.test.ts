import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type ErrorCode, ModelTraceError } from '../src/errors.ts';
import { type Clock, type OpenModelOptions, openModel, type RandomAccessFile } from '../src/hub/index.ts';
import { type FakeHubOptions, startFakeHub } from './fake-hub.ts';

const megabyte = 2 ** 20;
/** The top byte of a multiplicative hash: no run of bytes repeats, so a part in the wrong place shows. */
const bytesOf = (length: number, seed = 0) => {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i++) bytes[i] = Math.imul(i + seed, 0x9e3779b1) >>> 24;
  return bytes;
};
/** Above the size up to which files are kept and verified, and below. */
const large = bytesOf(40 * megabyte);
const small = bytesOf(300_000);
const config = '{"model_type":"gpt2"}';
const model = { files: { 'config.json': config, 'large.safetensors': large, 'small.safetensors': small } };

async function setUp(t: TestContext, options: Partial<FakeHubOptions> = {}) {
  const hub = await startFakeHub({ models: { 'owner/name': model }, ...options });
  const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-stream-'));
  t.after(async () => {
    await hub.close();
    assert.deepEqual(await readdir(cacheDir), [], 'nothing is left on disk');
    await rm(cacheDir, { recursive: true });
  });
  const pauses: number[] = [];
  const clock: Clock = {
    now: () => Date.UTC(2024, 0, 1),
    random: () => 0.5,
    sleep: async (ms) => void pauses.push(ms),
  };
  const source = (more: Partial<OpenModelOptions> & { signal?: AbortSignal } = {}) =>
    openModel('owner/name', {
      ...{ roots: [], cacheDir, cacheMaxBytes: 0, stream: true, hubEndpoint: hub.endpoint, clock, ...more },
    });
  const open = async (path = 'large.safetensors', more: Parameters<typeof source>[0] = {}) => {
    const file = await (await source(more)).open(path);
    t.after(file.close);
    return file;
  };
  const storage = () => hub.requests.filter(({ server }) => server === 'storage');
  return { hub, pauses, source, open, storage, ranges: () => storage().map(({ headers }) => headers.range) };
}

async function part(file: RandomAccessFile, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  await file.read(bytes, start);
  return bytes;
}

async function readRight(file: RandomAccessFile, start: number, end: number, of = large): Promise<void> {
  assert.ok((await part(file, start, end)).equals(of.subarray(start, end)), `bytes [${start}, ${end})`);
}

async function rejectsWith(code: ErrorCode, work: Promise<unknown>): Promise<ModelTraceError> {
  const caught = await work.then(
    () => assert.fail(`expected ${code}, but it succeeded`),
    (error: unknown) => error,
  );
  assert.ok(caught instanceof ModelTraceError, `expected ${code}, got ${(caught as Error)?.stack}`);
  assert.equal(caught.code, code, caught.stack);
  return caught;
}

describe('a streamed file', () => {
  it('is asked for in the parts that are read; the Hub is asked once where it lies', async (t) => {
    const { hub, open, ranges } = await setUp(t);
    const file = await open();
    assert.equal(hub.sentBytes('storage'), 0, 'opening fetches nothing');
    await readRight(file, 0, 8);
    await readRight(file, 1_000_000, 1_002_000);
    await readRight(file, large.length - 5, large.length);
    assert.equal(hub.sentBytes('storage'), 8 + 2000 + 5);
    assert.deepEqual(ranges(), ['bytes=0-7', 'bytes=1000000-1001999', `bytes=${large.length - 5}-${large.length - 1}`]);
    const resolving = hub.requests.filter(({ url }) => url.includes('/resolve/'));
    assert.deepEqual(
      resolving.map(({ method, headers }) => [method, headers.range]),
      [['HEAD', undefined]],
    );
  });

  it('gives reads of one turn that are neighbours in one request, over short gaps too', async (t) => {
    const { hub, open, ranges } = await setUp(t);
    const file = await open();
    await Promise.all([
      readRight(file, 5000, 9000),
      readRight(file, 0, 5000),
      readRight(file, 4000, 6000),
      readRight(file, 10_000, 11_000),
      readRight(file, 20_000_000, 20_000_100),
    ]);
    assert.deepEqual(ranges(), ['bytes=0-10999', 'bytes=20000000-20000099']);
    assert.equal(hub.sentBytes('storage'), 11_100);
  });

  it('bridges gaps of at most half a percent of its size, all together', async (t) => {
    const { hub, open } = await setUp(t);
    const file = await open();
    // 60,000 bytes between 100-byte rows: 39 gaps of them are 2.3 MB, the budget is 0.2 MB.
    await Promise.all(Array.from({ length: 40 }, (_, i) => readRight(file, 60_100 * i, 60_100 * i + 100)));
    assert.ok(
      hub.sentBytes('storage') > 4000 && hub.sentBytes('storage') <= 4000 + large.length * 0.005,
      String(hub.sentBytes('storage')),
    );
  });

  it('comes in several requests at a time when much is read', async (t) => {
    const { open, ranges, hub } = await setUp(t);
    await readRight(await open(), 0, large.length);
    assert.equal(ranges().length, 10, 'parts of 4 MB');
    assert.equal(hub.sentBytes('storage'), large.length);
  });

  it('reports bytes as they come, and refuses what lies behind its end', async (t) => {
    const { source } = await setUp(t);
    const seen: number[] = [];
    const file = await (await source()).open('large.safetensors', {
      onBytes: (received, total) => {
        assert.equal(total, large.length);
        seen.push(received);
      },
    });
    await part(file, 100, 1_000_100);
    assert.equal(seen.at(-1), 1_000_000);
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
    await rejectsWith('WEIGHTS_TRUNCATED', part(file, large.length - 1, large.length + 1));
    await file.close();
    await rejectsWith('CANCELED', part(file, 0, 1));
  });

  it('shows the access token to the Hub and to nobody else', async (t) => {
    const { hub, open } = await setUp(t, { tokens: { hf_known: 'all' } });
    await readRight(await open('large.safetensors', { hubToken: 'hf_known' }), 0, 100);
    assert.ok(hub.requests.some(({ server }) => server === 'storage'));
    for (const { server, headers } of hub.requests) {
      assert.equal(headers.authorization, server === 'hub' ? 'Bearer hf_known' : undefined);
    }
  });
});

describe('while a file is streamed', () => {
  it('a cut connection is continued at the byte where it broke', async (t) => {
    const { hub, open, ranges } = await setUp(t);
    const file = await open();
    hub.fail({ server: 'storage', fault: { cutAfterBytes: 500_000 } });
    await readRight(file, 1000, 2_001_000);
    const [first, second, ...more] = ranges();
    assert.equal(first, 'bytes=1000-2000999');
    const from = Number(/^bytes=(\d+)-2000999$/.exec(second!)?.[1]);
    assert.ok(from > 1000 && from <= 501_000, second);
    assert.equal(more.length, 0);
  });

  it('an answer with fewer bytes than the range it states is asked for again', async (t) => {
    const { hub, open, ranges } = await setUp(t);
    hub.fail({ server: 'storage', fault: { truncateTo: 70_000 } });
    await readRight(await open(), 0, 1_000_000);
    assert.deepEqual(ranges(), ['bytes=0-999999', 'bytes=0-999999']);
  });

  it('answers of 429 and 5xx are waited for, for as long as they say', async (t) => {
    const { hub, open, pauses } = await setUp(t);
    const file = await open();
    hub.fail({ server: 'storage', fault: { status: 429, headers: { 'retry-after': '7' } } });
    hub.fail({ server: 'storage', fault: { status: 503 } });
    hub.fail({ match: /resolve/, fault: { status: 429, headers: { 'retry-after': '9' } } });
    hub.fail({ match: /resolve/, fault: { status: 500 } });
    await readRight(file, 0, 1000);
    assert.deepEqual(
      pauses.filter((ms) => ms >= 7000),
      [9000, 7000],
    );
    assert.equal(pauses.length, 4);
    hub.fail({ server: 'storage', fault: { status: 429, headers: { 'retry-after': '3600' } } });
    await rejectsWith('HUB_RATE_LIMITED', part(file, 0, 10));
  });

  it('an address that has expired is replaced by a fresh one', async (t) => {
    const { hub, open, storage } = await setUp(t);
    const file = await open();
    await readRight(file, 0, 1000);
    hub.expireAddresses();
    await Promise.all([readRight(file, 5_000_000, 15_000_000), readRight(file, 30_000_000, 31_000_000)]);
    assert.equal(hub.requests.filter(({ method }) => method === 'HEAD').length, 2);
    assert.ok(storage().some(({ url }) => url.endsWith('secret2')));
  });

  it('a file that is another one now ends the reading', async (t) => {
    const { hub, open } = await setUp(t);
    const alterations: Record<string, string>[] = [
      { etag: '"other"' },
      { 'content-range': `bytes 5-9/${large.length + 1}` },
    ];
    for (const alterHeaders of alterations) {
      const file = await open();
      await readRight(file, 0, 5);
      hub.fail({ server: 'storage', fault: { alterHeaders } });
      const error = await rejectsWith('FILE_CHANGED', part(file, 5, 10));
      assert.match(error.message, /large\.safetensors/);
    }
    const file = await open();
    hub.fail({ server: 'storage', fault: { status: 416, headers: { 'content-range': 'bytes */3' } } });
    await rejectsWith('FILE_CHANGED', part(file, 5, 10));
  });

  const otherFiles: Record<string, string>[] = [
    { 'x-linked-etag': `"${'0'.repeat(64)}"` },
    { 'x-linked-size': '17' },
    { 'x-repo-commit': '0'.repeat(40) },
  ];
  for (const headers of otherFiles) {
    it(`a Hub that states another file (${Object.keys(headers)}) ends it before a byte is read`, async (t) => {
      const { hub, open, storage } = await setUp(t);
      const file = await open();
      hub.fail({ match: /resolve/, fault: { status: 302, headers: { location: 'http://127.0.0.2:9/x', ...headers } } });
      await rejectsWith('FILE_CHANGED', part(file, 0, 10));
      assert.equal(storage().length, 0);
    });
  }

  const lies: Record<string, string>[] = [
    { 'content-range': `bytes 0-99/${large.length}` },
    { 'content-range': `bytes 100-300/${large.length}` },
    { 'content-range': 'bytes 100-199/*' },
    { 'content-range': 'nonsense' },
    { 'content-encoding': 'gzip' },
  ];
  for (const alterHeaders of lies) {
    it(`an answer that states ${JSON.stringify(alterHeaders)} for bytes 100 to 199 is not used`, async (t) => {
      const { hub, open } = await setUp(t);
      const file = await open();
      hub.fail({ server: 'storage', fault: { alterHeaders } });
      await readRight(file, 100, 200);
      hub.fail({ server: 'storage', times: Number.POSITIVE_INFINITY, fault: { alterHeaders } });
      await rejectsWith('FILE_CORRUPT', part(file, 100, 200));
    });
  }

  it('a server that ignores ranges is left, without fetching the file', async (t) => {
    const { hub, open, storage } = await setUp(t);
    const file = await open();
    hub.fail({ server: 'storage', fault: { ignoreRange: true } });
    await readRight(file, 100, 200);
    hub.fail({ server: 'storage', times: Number.POSITIVE_INFINITY, fault: { ignoreRange: true } });
    const error = await rejectsWith('HUB_RANGE_IGNORED', part(file, 100, 200));
    assert.ok(!error.retryable);
    assert.equal(storage().length, 3);
    // Three answers, of each what buffers take before the connection closes.
    assert.ok(hub.sentBytes('storage') < 10 * megabyte, String(hub.sentBytes('storage')));
    await readRight(await open('small.safetensors'), 0, small.length, small);
  });

  it('a connection that is silent, or brings a byte now and then, counts as cut', async (t) => {
    const { hub, open } = await setUp(t);
    for (const fault of [{ stallAfterBytes: 1000 }, { dripMs: 20 }]) {
      const file = await open('large.safetensors', { idleTimeoutMs: 300 });
      hub.fail({ server: 'storage', fault });
      await readRight(file, 0, 100_000);
    }
  });

  it('a signal ends it, and nothing writes into a buffer after that', async (t) => {
    const { hub, open } = await setUp(t);
    const controller = new AbortController();
    const file = await open('large.safetensors', { signal: controller.signal });
    hub.fail({ server: 'storage', times: 16, fault: { stallAfterBytes: 100_000 } });
    const into = Buffer.alloc(large.length);
    const reading = file.read(into, 0);
    setTimeout(() => controller.abort(), 200);
    await rejectsWith('CANCELED', reading);
    into.fill(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(into.every((byte) => byte === 1));
    await rejectsWith('CANCELED', file.read(into, 0));
  });

  it('a Hub that stays away is given up after a bounded number of requests', async (t) => {
    const { hub, open, storage } = await setUp(t);
    const file = await open('large.safetensors', { retry: { attempts: 3 } });
    hub.fail({ server: 'storage', times: Number.POSITIVE_INFINITY, fault: { reset: true } });
    await rejectsWith('HUB_UNAVAILABLE', part(file, 0, 10));
    assert.equal(storage().length, 3);
  });
});

describe('the digest of a streamed file', () => {
  it('is checked for a text; a wrong one is not used', async (t) => {
    const { hub, source } = await setUp(t);
    const streamed = await source();
    assert.equal(await streamed.readText('config.json', { maxBytes: 1000 }), config);
    hub.fail({ match: /config\.json/, times: Number.POSITIVE_INFINITY, fault: { corrupt: true } });
    const error = await rejectsWith('FILE_CORRUPT', streamed.readText('config.json', { maxBytes: 1000 }));
    assert.match(error.message, /config\.json/);
  });

  it('is checked for a small file once all of it was read, in whatever order', async (t) => {
    const { hub, open } = await setUp(t);
    hub.fail({ server: 'storage', fault: { corrupt: true } });
    const file = await open('small.safetensors');
    const middle = await part(file, 100_000, 200_000);
    assert.notEqual(middle[0], small[100_000], 'a wrong byte came unnoticed');
    await readRight(file, 0, 150_000 - 50_000, small);
    await readRight(file, 250_000, 300_000, small);
    await rejectsWith('FILE_CORRUPT', part(file, 190_000, 260_000));
  });
});
