import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type ErrorCode, ModelTraceError } from '../src/errors.ts';
import { type Clock, type ModelSource, type OpenModelOptions, openModel } from '../src/hub/index.ts';
import { type FakeHub, type FakeHubOptions, startFakeHub } from './fake-hub.ts';

const token = 'hf_known';
const weights = Buffer.alloc(300_000);
// The top byte of a multiplicative hash: no run of bytes repeats, so a part in the wrong place shows.
for (let i = 0; i < weights.length; i++) weights[i] = Math.imul(i, 0x9e3779b1) >>> 24;
const model = { files: { 'config.json': '{"model_type":"gpt2"}', 'model.safetensors': weights } };

/** A clock that never waits and remembers the pauses asked for. */
function fakeClock() {
  const pauses: number[] = [];
  const clock: Clock = {
    now: () => Date.UTC(2024, 0, 1),
    random: () => 0.5,
    async sleep(ms) {
      pauses.push(ms);
    },
  };
  return { clock, pauses };
}

async function setUp(t: TestContext, options: Partial<FakeHubOptions> = {}) {
  const hub = await startFakeHub({ models: { 'owner/name': model, ...options.models }, ...options });
  const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-cache-'));
  t.after(async () => {
    await hub.close();
    await rm(cacheDir, { recursive: true });
  });
  const { clock, pauses } = fakeClock();
  const open = (
    id = 'owner/name',
    more: Partial<OpenModelOptions> & { revision?: string; signal?: AbortSignal } = {},
  ) => openModel(id, { roots: [], cacheDir, cacheMaxBytes: 1e9, hubEndpoint: hub.endpoint, clock, ...more });
  return { hub, cacheDir, pauses, open };
}

async function readAll(source: ModelSource, path: string): Promise<Buffer> {
  const file = await source.open(path);
  try {
    const bytes = Buffer.alloc(file.sizeBytes);
    await file.read(bytes, 0);
    return bytes;
  } finally {
    await file.close();
  }
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

const fileRequests = (hub: FakeHub, path: string) => hub.requests.filter(({ url }) => url.endsWith(`/${path}`));

describe('a model of the Hub', () => {
  it('is resolved to a commit once, which every later request names', async (t) => {
    const { hub, open } = await setUp(t);
    const commit = await hub.commitOf('owner/name');
    const source = await open();
    assert.deepEqual([source.origin, source.revision, source.commit], ['hub', 'main', commit]);
    hub.setModel('owner/name', { files: { 'config.json': '{}' } });
    assert.equal(await source.readText('config.json', { maxBytes: 1000 }), '{"model_type":"gpt2"}');
    assert.deepEqual(
      hub.requests.map(({ url }) => url.replace(/\?.*/, '')),
      [
        '/api/models/owner/name/revision/main',
        `/api/models/owner/name/tree/${commit}`,
        `/owner/name/resolve/${commit}/config.json`,
      ],
    );
  });

  it('lists sizes and the SHA-256 of large files over several pages, and fetches nothing before it is opened', async (t) => {
    const { hub, open } = await setUp(t, { pageSize: 1 });
    const source = await open();
    const sha256 = createHash('sha256').update(weights).digest('hex');
    assert.deepEqual(Object.fromEntries(source.files), {
      'config.json': { sizeBytes: 21, sha256: null },
      'model.safetensors': { sizeBytes: weights.length, sha256 },
    });
    assert.equal(hub.requests.filter(({ url }) => url.includes('/resolve/')).length, 0);
  });

  it('gives the bytes of a large file from the storage, and of any position', async (t) => {
    const { hub, open } = await setUp(t);
    const source = await open();
    assert.ok(weights.equals(await readAll(source, 'model.safetensors')));
    assert.equal(hub.requests.filter(({ server }) => server === 'storage').length, 1);
    const file = await source.open('model.safetensors');
    const part = Buffer.alloc(1000);
    await file.read(part, 123_457);
    assert.ok(part.equals(weights.subarray(123_457, 124_457)));
    await rejectsWith('WEIGHTS_TRUNCATED', file.read(part, weights.length - 999));
    await file.close();
  });

  it('reports progress from zero to the size', async (t) => {
    const { open } = await setUp(t);
    const seen: number[] = [];
    const file = await (await open()).open('model.safetensors', {
      onBytes: (received, total) => {
        assert.equal(total, weights.length);
        seen.push(received);
      },
    });
    await file.close();
    assert.equal(seen[0], 0);
    assert.equal(seen.at(-1), weights.length);
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
  });

  it('takes a branch, a tag and a commit', async (t) => {
    const models = { 'owner/name': { ...model, revisions: { 'v1.0': { files: { 'config.json': '{"old":1}' } } } } };
    const { hub, open } = await setUp(t, { models });
    const commit = await hub.commitOf('owner/name', 'v1.0');
    for (const revision of ['v1.0', commit]) {
      const source = await open('owner/name', { revision });
      assert.equal(source.commit, commit);
      assert.equal(await source.readText('config.json', { maxBytes: 1000 }), '{"old":1}');
    }
  });

  it('is found under its old name after a renaming', async (t) => {
    const { open } = await setUp(t, { models: { 'owner/name': model, legacy: { renamedTo: 'owner/name' } } });
    const source = await open('legacy');
    assert.equal(source.id, 'legacy');
    assert.ok(weights.equals(await readAll(source, 'model.safetensors')));
  });

  it('refuses a text larger than its limit before fetching it', async (t) => {
    const { hub, open } = await setUp(t);
    const source = await open();
    await rejectsWith('FILE_TOO_LARGE', source.readText('model.safetensors', { maxBytes: weights.length - 1 }));
    assert.equal(fileRequests(hub, 'model.safetensors').length, 0);
    await rejectsWith('FILE_NOT_FOUND', source.readText('absent.json', { maxBytes: 10 }));
  });
});

describe('a model that cannot be had', () => {
  const models = { 'owner/gated': { ...model, gated: true }, 'owner/private': { ...model, private: true } };
  const tokens = { [token]: 'all', hf_limited: [] } as const;

  it('is not found, with and without a token, and not asked for twice', async (t) => {
    const { hub, open, pauses } = await setUp(t, { tokens });
    for (const hubToken of [undefined, token]) {
      const error = await rejectsWith('MODEL_NOT_FOUND', open('owner/absent', { hubToken }));
      assert.match(error.message, /owner\/absent/);
    }
    assert.equal(hub.requests.length, 2);
    assert.deepEqual(pauses, []);
  });

  it('is private: not found without a token, readable with one', async (t) => {
    const { open } = await setUp(t, { models, tokens });
    await rejectsWith('MODEL_NOT_FOUND', open('owner/private'));
    await rejectsWith('MODEL_NOT_FOUND', open('owner/private', { hubToken: 'hf_limited' }));
    const source = await open('owner/private', { hubToken: token });
    assert.ok(weights.equals(await readAll(source, 'model.safetensors')));
  });

  it('is gated: for no token, for one without access, not for one with', async (t) => {
    const { open } = await setUp(t, { models, tokens });
    for (const hubToken of [undefined, 'hf_limited']) {
      const source = await open('owner/gated', { hubToken });
      const error = await rejectsWith('MODEL_GATED', source.readText('config.json', { maxBytes: 1000 }));
      assert.match(error.message, /owner\/gated/);
    }
    const source = await open('owner/gated', { hubToken: token });
    assert.equal(await source.readText('config.json', { maxBytes: 1000 }), '{"model_type":"gpt2"}');
  });

  it('tells an unknown token and a missing permission from a missing model', async (t) => {
    const { hub, open } = await setUp(t, { tokens });
    await rejectsWith('MODEL_UNAUTHORIZED', open('owner/name', { hubToken: 'hf_wrong' }));
    hub.fail({ fault: { status: 403, message: 'Forbidden: pass a token with the right permissions' } });
    await rejectsWith('MODEL_UNAUTHORIZED', open('owner/name', { hubToken: token }));
  });

  it('has no such revision', async (t) => {
    const { hub, open } = await setUp(t);
    const error = await rejectsWith('REVISION_NOT_FOUND', open('owner/name', { revision: 'v9' }));
    assert.match(error.message, /v9/);
    const asked = hub.requests.length;
    for (const revision of ['', '../main', 'a b', '-x', 'a..b', 'x'.repeat(300), 'a\nb', '.hidden/x']) {
      await rejectsWith('REVISION_NOT_FOUND', open('owner/name', { revision }));
    }
    assert.equal(hub.requests.length, asked, 'what git cannot name is not asked for');
  });

  it('has a file in its list that is gone', async (t) => {
    const { hub, open } = await setUp(t);
    const source = await open();
    hub.fail({ match: /config\.json/, fault: { status: 404, errorCode: 'EntryNotFound', message: 'Entry not found' } });
    await rejectsWith('FILE_NOT_FOUND', source.readText('config.json', { maxBytes: 1000 }));
  });
});

describe('an id', () => {
  it('that can be neither a Hub id nor a directory is refused without a request', async (t) => {
    const { hub, open } = await setUp(t);
    const ids = ['', 'a/b/c', 'a/..', 'a/b..c', 'a/../b', 'owner/', 'owner//name', 'owner/name.git', 'a--b', '.name'];
    const odd = [
      'owner/na me',
      'owner/näme',
      'owner/name\0',
      'owner/name\n',
      'owner/%2e%2e',
      'owner\\name',
      '-a/b',
      'a/b?c',
    ];
    for (const id of [...ids, ...odd, 'x'.repeat(97), 'x'.repeat(5000)]) {
      const error = await rejectsWith('MODEL_ID_INVALID', open(id));
      assert.ok(error.message.length < 400 && !/[\0\n]/.test(error.message), JSON.stringify(error.message));
    }
    assert.equal(hub.requests.length, 0);
  });

  it('of every shape that the Hub allows is asked for', async (t) => {
    const { open } = await setUp(t);
    for (const id of ['gpt2', 'openai-community/gpt2', 'a/b', 'Org_1/Model.v1-x_y', `o/${'x'.repeat(94)}`]) {
      await rejectsWith('MODEL_NOT_FOUND', open(id));
    }
  });
});

describe('an unreliable Hub', () => {
  it('is asked again after 5xx, with growing pauses', async (t) => {
    const { hub, open, pauses } = await setUp(t);
    hub.fail({ times: 3, fault: { status: 503 } });
    const source = await open();
    assert.ok(weights.equals(await readAll(source, 'model.safetensors')));
    // base 500 ms doubled, half of it fixed and half times the random 0.5
    assert.deepEqual(pauses, [375, 750, 1500]);
  });

  it('is given up after a bounded number of attempts', async (t) => {
    const { hub, open } = await setUp(t);
    hub.fail({ times: Number.POSITIVE_INFINITY, fault: { status: 500 } });
    const error = await rejectsWith('HUB_UNAVAILABLE', open('owner/name', { retry: { attempts: 4 } }));
    assert.ok(error.retryable);
    assert.equal(hub.requests.length, 4);
  });

  it('that asks to slow down is waited for as long as it says', async (t) => {
    const { hub, open, pauses } = await setUp(t);
    hub.fail({ fault: { status: 429, headers: { 'retry-after': '7' } } });
    hub.fail({ fault: { status: 429, headers: { 'retry-after': 'Mon, 01 Jan 2024 00:00:09 GMT' } } });
    hub.fail({ fault: { status: 429, headers: { ratelimit: '"api";r=0;t=11' } } });
    await open();
    assert.deepEqual(pauses, [7000, 9000, 11_000]);
  });

  it('that asks for a long pause is left to the queue', async (t) => {
    const { hub, open, pauses } = await setUp(t);
    hub.fail({ fault: { status: 429, headers: { 'retry-after': '3600' } } });
    const error = await rejectsWith('HUB_RATE_LIMITED', open());
    assert.equal(error.details?.retryAfterMs, 3_600_000);
    assert.ok(error.retryable);
    assert.deepEqual(pauses, []);
  });

  it('that cannot be reached is named, with the reason', async (t) => {
    const { hub, open } = await setUp(t);
    await hub.close();
    const error = await rejectsWith('HUB_UNAVAILABLE', open());
    assert.match(error.message, /ECONNREFUSED/);
  });

  it('is asked again after a connection closed before and in the middle of an answer', async (t) => {
    const { hub, open } = await setUp(t);
    hub.fail({ match: /revision/, fault: { reset: true } });
    hub.fail({ match: /tree/, times: 2, fault: { reset: true } });
    assert.equal((await open()).files.size, 2);
  });

  it('that cuts the connection is continued at the byte where it broke', async (t) => {
    const { hub, open } = await setUp(t);
    hub.fail({ server: 'storage', fault: { cutAfterBytes: 100_000 } });
    hub.fail({ server: 'storage', fault: { cutAfterBytes: 70_000 } });
    assert.ok(weights.equals(await readAll(await open(), 'model.safetensors')));
    const ranges = hub.requests.filter(({ server }) => server === 'storage').map(({ headers }) => headers.range);
    assert.equal(ranges.length, 3);
    assert.equal(ranges[0], undefined);
    const starts = ranges.slice(1).map((range) => Number(/^bytes=(\d+)-$/.exec(range!)?.[1]));
    assert.ok(starts[0] > 0 && starts[0] <= 100_000, String(starts));
    assert.ok(starts[1] > starts[0] && starts[1] <= starts[0] + 70_000, String(starts));
  });

  it('that keeps cutting is followed as long as it brings something, and no longer', async (t) => {
    const { hub, open } = await setUp(t);
    const source = await open('owner/name', { retry: { attempts: 2 } });
    hub.fail({ server: 'storage', times: 3, fault: { truncateTo: 70_000 } });
    assert.ok(weights.equals(await readAll(source, 'model.safetensors')));
    const drip = await setUp(t);
    const slow = await drip.open('owner/name', { retry: { attempts: 5 } });
    drip.hub.fail({ server: 'storage', times: Number.POSITIVE_INFINITY, fault: { truncateTo: 1 } });
    await rejectsWith('FILE_CORRUPT', slow.open('model.safetensors'));
    assert.equal(drip.hub.requests.filter(({ server }) => server === 'storage').length, 5);
  });

  it('that falls silent counts as cut', async (t) => {
    const { hub, open } = await setUp(t);
    hub.fail({ server: 'storage', fault: { stallAfterBytes: 1000 } });
    const source = await open('owner/name', { idleTimeoutMs: 1500 });
    assert.ok(weights.equals(await readAll(source, 'model.safetensors')));
  });

  it('that cannot continue is read from the start', async (t) => {
    const { hub, open } = await setUp(t);
    hub.fail({ server: 'storage', fault: { cutAfterBytes: 100_000 } });
    hub.fail({ server: 'storage', fault: { ignoreRange: true } });
    assert.ok(weights.equals(await readAll(await open(), 'model.safetensors')));
    assert.equal(hub.requests.filter(({ server }) => server === 'storage').length, 2, 'the whole answer is used');
  });

  it('whose storage answers with errors is asked for a fresh address', async (t) => {
    const { hub, open } = await setUp(t);
    hub.fail({ server: 'storage', times: 2, fault: { status: 403, body: 'Request has expired' } });
    assert.ok(weights.equals(await readAll(await open(), 'model.safetensors')));
    assert.equal(fileRequests(hub, 'model.safetensors').length, 3);
  });

  it('that ends an answer early is continued', async (t) => {
    const { hub, open } = await setUp(t);
    hub.fail({ server: 'storage', fault: { truncateTo: 1000 } });
    assert.ok(weights.equals(await readAll(await open(), 'model.safetensors')));
    assert.equal(hub.requests.at(-1)?.headers.range, 'bytes=1000-');
  });

  for (const fault of [{ corrupt: true }, { truncateTo: 0 }] as const) {
    for (const [server, path] of [
      ['storage', 'model.safetensors'],
      ['hub', 'config.json'],
    ] as const) {
      it(`that sends ${path} wrong (${Object.keys(fault)}) is asked again; nothing wrong enters the cache`, async (t) => {
        const { hub, open, cacheDir } = await setUp(t);
        const source = await open();
        const match = new RegExp(server === 'hub' ? 'config\\.json' : '');
        hub.fail({ server, match, fault });
        const right = Buffer.from(model.files[path]);
        assert.ok(right.equals(await readAll(source, path)));
        await rm(join(cacheDir, 'blobs'), { recursive: true });
        hub.fail({ server, match, fault, times: Number.POSITIVE_INFINITY });
        const error = await rejectsWith('FILE_CORRUPT', readAll(source, path));
        assert.ok(error.message.includes(path), error.message);
        assert.deepEqual(await readdir(join(cacheDir, 'blobs')), []);
      });
    }
  }

  it('that is not a Hub at all is said so', async (t) => {
    const { hub, open } = await setUp(t);
    const html = { status: 200, body: '<html>Log in to the network</html>' };
    hub.fail({ fault: html });
    assert.match((await rejectsWith('HUB_UNAVAILABLE', open())).message, /not the Hub/);
    hub.fail({ fault: { status: 200, body: '{"sha":"../../etc"}' } });
    await rejectsWith('HUB_UNAVAILABLE', open());
    for (const path of ['../../x', '/etc/passwd', 'a//b', 'a\\b', './a']) {
      hub.fail({
        match: /tree/,
        fault: { status: 200, body: JSON.stringify([{ type: 'file', path, size: 1, oid: '0'.repeat(40) }]) },
      });
      await rejectsWith('HUB_UNAVAILABLE', open());
    }
    hub.fail({
      match: /tree/,
      fault: { status: 200, body: JSON.stringify([{ type: 'file', path: 'a', size: -1, oid: '../x' }]) },
    });
    await rejectsWith('HUB_UNAVAILABLE', open());
  });

  it('whose pages never end is left', async (t) => {
    const { hub, open } = await setUp(t);
    const commit = await hub.commitOf('owner/name');
    const link = `<${hub.endpoint}/api/models/owner/name/tree/${commit}>; rel="next"`;
    hub.fail({ match: /tree/, times: Number.POSITIVE_INFINITY, fault: { status: 200, headers: { link }, body: '[]' } });
    await rejectsWith('HUB_UNAVAILABLE', open());
  });

  it('whose redirects never end is left', async (t) => {
    const { hub, open } = await setUp(t);
    hub.fail({
      times: Number.POSITIVE_INFINITY,
      fault: { status: 302, headers: { location: '/api/models/x/y/revision/main' } },
    });
    await rejectsWith('HUB_UNAVAILABLE', open());
    assert.ok(hub.requests.length < 10);
  });

  it('is left when the work is canceled', async (t) => {
    const { hub, open } = await setUp(t);
    const controller = new AbortController();
    const source = await open('owner/name', { signal: controller.signal });
    hub.fail({ server: 'storage', fault: { stallAfterBytes: 1000 } });
    const work = source.open('model.safetensors', { onBytes: (received) => received > 0 && controller.abort() });
    await rejectsWith('CANCELED', work);
    await rejectsWith('CANCELED', source.readText('config.json', { maxBytes: 1000 }));
  });
});

describe('the access token', () => {
  const tokens = { [token]: 'all' } as const;

  it('goes to the Hub and to nobody else', async (t) => {
    const { hub, open } = await setUp(t, { tokens });
    await readAll(await open('owner/name', { hubToken: token }), 'model.safetensors');
    for (const { server, headers } of hub.requests) {
      assert.equal(headers.authorization, server === 'hub' ? `Bearer ${token}` : undefined);
    }
    assert.ok(hub.requests.some(({ server }) => server === 'storage'));
  });

  it('does not follow a link to the next page elsewhere', async (t) => {
    const { hub, open } = await setUp(t, { tokens });
    const other = await startFakeHub({ models: {} });
    t.after(other.close);
    const link = `<${other.endpoint}/api/models/owner/name/tree/x>; rel="next"`;
    hub.fail({ match: /tree/, fault: { status: 200, headers: { link }, body: '[]' } });
    await rejectsWith('HUB_UNAVAILABLE', open('owner/name', { hubToken: token }));
    assert.ok(other.requests.length > 0);
    for (const { headers } of other.requests) assert.equal(headers.authorization, undefined);
  });

  it('is in no error, whatever goes wrong', async (t) => {
    const { hub, open } = await setUp(t, { tokens });
    const secret = 'hf_secret';
    const everything = (error: unknown): string =>
      error instanceof Error
        ? [error.message, error.stack, JSON.stringify(error), everything(error.cause)].join('\n')
        : String(error);
    const errors = [
      await rejectsWith('MODEL_UNAUTHORIZED', open('owner/name', { hubToken: secret })),
      await rejectsWith('MODEL_UNAUTHORIZED', open('owner/name', { hubToken: `${secret}\n` })),
      await rejectsWith(
        'HUB_UNAVAILABLE',
        open('owner/name', { hubToken: secret, hubEndpoint: `http://u:${secret}@x` }),
      ),
    ];
    hub.fail({ times: Number.POSITIVE_INFINITY, fault: { reset: true } });
    errors.push(await rejectsWith('HUB_UNAVAILABLE', open('owner/name', { hubToken: secret })));
    for (const error of errors) assert.ok(!everything(error).includes(secret), everything(error));
  });
});

describe('the cache', () => {
  it('serves the same content again without a request, to another model too', async (t) => {
    const { hub, open } = await setUp(t, { models: { 'owner/name': model, 'owner/copy': model } });
    await readAll(await open(), 'model.safetensors');
    const before = hub.requests.length;
    assert.ok(weights.equals(await readAll(await open('owner/copy'), 'model.safetensors')));
    assert.equal(hub.requests.slice(before).filter(({ url }) => url.includes('resolve')).length, 0);
  });

  it('needs no network for a commit whose files it has', async (t) => {
    const { hub, open } = await setUp(t);
    const { commit } = await open();
    await readAll(await open('owner/name', { revision: commit! }), 'model.safetensors');
    hub.fail({ times: Number.POSITIVE_INFINITY, fault: { reset: true } });
    const source = await open('owner/name', { revision: commit! });
    assert.ok(weights.equals(await readAll(source, 'model.safetensors')));
    await rejectsWith('HUB_UNAVAILABLE', source.readText('config.json', { maxBytes: 1000 }));
    await rejectsWith('HUB_UNAVAILABLE', open());
  });

  it('fetches a file once, however many ask for it at the same time', async (t) => {
    const { hub, open } = await setUp(t);
    const sources = await Promise.all([open(), open(), open()]);
    const all = await Promise.all([...sources, ...sources].map((source) => readAll(source, 'model.safetensors')));
    assert.ok(all.every((bytes) => bytes.equals(weights)));
    assert.equal(hub.requests.filter(({ server }) => server === 'storage').length, 1);
  });

  it('takes over what a process that died had begun', async (t) => {
    const { hub, open, cacheDir } = await setUp(t);
    const sha256 = createHash('sha256').update(weights).digest('hex');
    await Promise.all(['partial', 'locks'].map((name) => mkdir(join(cacheDir, name), { recursive: true })));
    await writeFile(join(cacheDir, 'partial', `sha256-${sha256}.dead`), weights.subarray(0, 200_000));
    const { machine } = await ownIdentity(cacheDir, open);
    // No process has this id: it is above the largest that Linux gives (PID_MAX_LIMIT, 2^22).
    await writeFile(join(cacheDir, 'locks', `sha256-${sha256}.lock`), JSON.stringify({ machine, pid: 2 ** 22 + 1 }));
    assert.ok(weights.equals(await readAll(await open(), 'model.safetensors')));
    assert.deepEqual(
      hub.requests.filter(({ server }) => server === 'storage').map(({ headers }) => headers.range),
      ['bytes=200000-'],
    );
  });

  it('starts over when what was left behind is wrong', async (t) => {
    const { open, cacheDir } = await setUp(t);
    const sha256 = createHash('sha256').update(weights).digest('hex');
    await mkdir(join(cacheDir, 'partial'), { recursive: true });
    await writeFile(join(cacheDir, 'partial', `sha256-${sha256}.dead`), Buffer.alloc(200_000));
    assert.ok(weights.equals(await readAll(await open(), 'model.safetensors')));
  });

  it('fetches again what something has cut short', async (t) => {
    const { open, cacheDir } = await setUp(t);
    const source = await open();
    await readAll(source, 'model.safetensors');
    const [blob] = await readdir(join(cacheDir, 'blobs'));
    await writeFile(join(cacheDir, 'blobs', blob), weights.subarray(0, 10));
    assert.ok(weights.equals(await readAll(source, 'model.safetensors')));
  });

  it('gives way to new content, the least recently used first', async (t) => {
    const files = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.safetensors`, Buffer.alloc(1000, name)]));
    const { hub, open, cacheDir } = await setUp(t, { models: { 'owner/name': { files } } });
    const source = await open('owner/name', { cacheMaxBytes: 2500 });
    await readAll(source, 'a.safetensors');
    await readAll(source, 'b.safetensors');
    const path = (name: string) =>
      join(cacheDir, 'blobs', `sha256-${createHash('sha256').update(files[`${name}.safetensors`]).digest('hex')}`);
    // Both used long ago, a before b; then a again.
    await utimes(path('a'), 1000, 1000);
    await utimes(path('b'), 2000, 2000);
    await readAll(source, 'a.safetensors');
    await readAll(source, 'c.safetensors');
    assert.deepEqual(
      (await readdir(join(cacheDir, 'blobs'))).sort(),
      [path('a'), path('c')].map((full) => full.split('/').at(-1)).sort(),
    );
    const before = hub.requests.length;
    await readAll(source, 'a.safetensors');
    assert.equal(hub.requests.length, before);
  });

  it('never evicts what is in use, and says when nothing else is left', async (t) => {
    const files = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.safetensors`, Buffer.alloc(1000, name)]));
    const { open, cacheDir } = await setUp(t, { models: { 'owner/name': { files } } });
    const source = await open('owner/name', { cacheMaxBytes: 2500 });
    const a = await source.open('a.safetensors');
    const b = await source.open('b.safetensors');
    const other = await open('owner/name', { cacheMaxBytes: 2500 });
    const error = await rejectsWith('CACHE_FULL', other.open('c.safetensors'));
    assert.ok(error.retryable);
    assert.equal((await readdir(join(cacheDir, 'blobs'))).length, 2);
    await a.close();
    await (await other.open('c.safetensors')).close();
    assert.equal((await readdir(join(cacheDir, 'blobs'))).length, 2);
    await b.close();
    assert.deepEqual(await readdir(join(cacheDir, 'leases')), []);
    assert.deepEqual(await readdir(join(cacheDir, 'partial')), []);
  });

  it('refuses a file larger than itself without fetching it', async (t) => {
    const { hub, open } = await setUp(t);
    const source = await open('owner/name', { cacheMaxBytes: weights.length - 1 });
    const error = await rejectsWith('CACHE_FULL', source.open('model.safetensors'));
    assert.match(error.message, /300000/);
    assert.equal(fileRequests(hub, 'model.safetensors').length, 0);
  });

  it('leaves no lock behind', async (t) => {
    const { open, cacheDir } = await setUp(t);
    await readAll(await open(), 'model.safetensors');
    assert.deepEqual(await readdir(join(cacheDir, 'locks')), []);
  });
});

/** How this machine writes itself into a lease: taken from a real one. */
async function ownIdentity(
  cacheDir: string,
  open: () => Promise<ModelSource>,
): Promise<{ machine: string; pid: number }> {
  const file = await (await open()).open('config.json');
  const [name] = await readdir(join(cacheDir, 'leases'));
  const lease = JSON.parse(await readFile(join(cacheDir, 'leases', name), 'utf8'));
  await file.close();
  assert.equal(lease.pid, process.pid);
  return lease;
}
