import assert from 'node:assert/strict';
import {
  appendFile,
  mkdir,
  mkdtemp,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { systemClock } from './clock.ts';
import { openModel } from './open-model.ts';

/**
 *     root/model/config.json, sub/shard, .git/config      root/file
 *     root/out -> outside            root/in -> root/model
 *     root/model/leak -> outside/secret                   outside/secret
 */
async function setUp(t: TestContext) {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'model-trace-roots-')));
  t.after(() => rm(base, { recursive: true }));
  const [root, outside] = [join(base, 'root'), join(base, 'outside')];
  const model = join(root, 'model');
  await Promise.all([join(model, 'sub'), join(model, '.git'), outside].map((path) => mkdir(path, { recursive: true })));
  await writeFile(join(model, 'config.json'), '{"a":1}');
  await writeFile(join(model, 'sub', 'shard'), 'xyz');
  await writeFile(join(model, '.git', 'config'), 'xyz');
  await writeFile(join(root, 'file'), 'xyz');
  await writeFile(join(outside, 'secret'), 'secret');
  await symlink(outside, join(root, 'out'));
  await symlink(model, join(root, 'in'));
  await symlink(join(outside, 'secret'), join(model, 'leak'));
  await symlink(join(base, 'nowhere'), join(model, 'dangling'));
  const open = (id: string, roots: readonly string[] | null = [root]) =>
    openModel(id, { roots, cacheDir: join(base, 'cache'), cacheMaxBytes: 0, fetch: noNetwork });
  return { base, root, outside, model, open };
}

async function noNetwork(): Promise<Response> {
  throw new Error('a directory needs no network');
}

describe('a directory under the roots', () => {
  it('is opened by absolute path, by a path under a root, by a relative path and through a link', async (t) => {
    const { root, model, open } = await setUp(t);
    for (const id of [
      model,
      `${model}/`,
      'model',
      './model',
      'in',
      relative(process.cwd(), model),
      `${root}/x/../model`,
    ]) {
      const source = await open(id);
      assert.deepEqual([source.id, source.origin, source.revision, source.commit], [id, 'directory', null, null]);
      assert.equal(await source.readText('config.json', { maxBytes: 7 }), '{"a":1}', id);
    }
  });

  it('lists its files and those of folders, without hidden and dangling ones', async (t) => {
    const { open } = await setUp(t);
    const { files } = await open('model');
    assert.deepEqual([...files.keys()].sort(), ['config.json', 'leak', 'sub/shard']);
    const { modifiedMs, ...shard } = files.get('sub/shard')!;
    assert.deepEqual(shard, { sizeBytes: 3, sha256: null });
    assert.ok(Math.abs(Date.now() - modifiedMs!) < 3_600_000);
  });

  it('does not lend files from outside through a link, unless any directory is allowed', async (t) => {
    const { model, open } = await setUp(t);
    await assert.rejects((await open('model')).open('leak'), { code: 'MODEL_PATH_FORBIDDEN' });
    assert.equal(await (await open(model, null)).readText('leak', { maxBytes: 10 }), 'secret');
  });

  it('is forbidden outside, with the same answer whether it exists or not', async (t) => {
    const { base, outside, root, open } = await setUp(t);
    const ids = [
      outside,
      join(base, 'absent'),
      `${root}/../outside`,
      './out',
      join(root, 'out'),
      `${root}2`,
      '/',
      '../..',
      '~',
      base,
    ];
    for (const id of ids) await assert.rejects(open(id), { code: 'MODEL_PATH_FORBIDDEN' }, id);
    await assert.rejects(open('/etc', []), { code: 'MODEL_PATH_FORBIDDEN' });
    await assert.rejects(open('out/../../outside'), { code: 'MODEL_ID_INVALID' });
    await assert.rejects(open('owner/../model'), { code: 'MODEL_ID_INVALID' }); // though root/model exists
  });

  it('that is absent, or a file, is said so', async (t) => {
    const { root, open } = await setUp(t);
    for (const id of [join(root, 'absent'), './absent'])
      await assert.rejects(open(id), { code: 'MODEL_NOT_FOUND' }, id);
    await assert.rejects(open(join(root, 'file')), { code: 'MODEL_ID_INVALID', message: /file, not a directory/ });
    await assert.rejects(open(join(root, 'absent'), null), { code: 'MODEL_NOT_FOUND' });
  });

  it('has no revisions', async (t) => {
    const { model } = await setUp(t);
    const work = openModel(model, { roots: null, cacheDir: '', cacheMaxBytes: 0, revision: 'main' });
    await assert.rejects(work, { code: 'VALIDATION_FAILED' });
  });

  it('gives no file that its list has not', async (t) => {
    const { open } = await setUp(t);
    const source = await open('model');
    for (const path of [
      'absent',
      '../file',
      '../../outside/secret',
      '/etc/passwd',
      'sub',
      '.git/config',
      '',
      '__proto__',
    ]) {
      await assert.rejects(source.open(path), { code: 'FILE_NOT_FOUND' }, path);
    }
  });
});

describe('a file of a directory', () => {
  it('that changes between listing and opening is refused', async (t) => {
    const { model, open } = await setUp(t);
    const source = await open('model');
    await appendFile(join(model, 'config.json'), ' ');
    await assert.rejects(source.open('config.json'), { code: 'FILE_CHANGED' });
  });

  it('that is cut short or written to while it is read is refused', async (t) => {
    const { model, open } = await setUp(t);
    for (const change of [(path: string) => truncate(path, 2), (path: string) => appendFile(path, 'x')]) {
      await writeFile(join(model, 'weights'), 'x'.repeat(100));
      const file = await (await open('model')).open('weights');
      await change(join(model, 'weights'));
      await assert.rejects(file.read(new Uint8Array(50), 0), { code: 'FILE_CHANGED' });
      await file.close();
    }
  });

  it('shows in the state of the directory, which nobody is told while a change may still be followed by another', async (t) => {
    const { root, model } = await setUp(t);
    const at = (nowMs: number) => ({ ...systemClock, now: () => nowMs });
    const stateAt = async (nowMs: number) => {
      const options = { roots: [root], cacheDir: join(root, 'cache'), cacheMaxBytes: 0, clock: at(nowMs) };
      return (await openModel('model', options)).state;
    };
    assert.equal(await stateAt(Date.now()), undefined);
    const later = Date.now() + 60_000;
    const states = [await stateAt(later), await stateAt(later)];
    assert.equal(states[0], states[1]);
    assert.equal(typeof states[0], 'string');
    const config = join(model, 'config.json');
    const { atime, mtime } = await stat(config);
    const changes = [
      () => writeFile(join(model, 'sub', 'more'), ''),
      () => appendFile(config, ' '),
      // Of the same length, and by its times as old as before.
      async () => {
        await writeFile(join(model, 'new'), '{"a":2} ');
        await utimes(join(model, 'new'), atime, mtime);
        await rename(join(model, 'new'), config);
      },
      () => rm(join(model, 'sub', 'more')),
    ];
    for (const change of changes) {
      await change();
      states.push(await stateAt(later));
    }
    assert.equal(new Set(states).size, states.length - 1);
  });

  it('that is replaced while it is open is read on as it was', async (t) => {
    const { model, open } = await setUp(t);
    const file = await (await open('model')).open('config.json');
    await writeFile(join(model, 'new'), 'another');
    await rename(join(model, 'new'), join(model, 'config.json'));
    const bytes = new Uint8Array(7);
    await file.read(bytes, 0);
    assert.equal(new TextDecoder().decode(bytes), '{"a":1}');
    await file.close();
    await file.close();
  });
});
