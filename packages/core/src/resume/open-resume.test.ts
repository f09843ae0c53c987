import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openHiddenStates } from '../engine/hidden-states.ts';
import { openResume } from './open-resume.ts';

const shape = { rows: 1300, width: 3, dtype: 'float64' } as const;

async function setUp(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-resume-'));
  t.after(() => rm(directory, { recursive: true }));
  const stream = async (fill: (index: number) => number, memory = {}) => {
    const states = await openHiddenStates({ ...shape, memory });
    t.after(() => states.close());
    await states.update([{ firstRow: 0, rows: shape.rows }], (elements, { firstRow }) => {
      for (let i = 0; i < elements.length; i++) elements[i] = fill(firstRow * shape.width + i);
    });
    return states;
  };
  const open = (options = {}) => openResume({ directory, job: 'job', everyMs: 0, ...options });
  const contents = async (states: Awaited<ReturnType<typeof stream>>) => {
    const all: number[] = [];
    await states.read([{ firstRow: 0, rows: shape.rows }], (elements) => void all.push(...elements));
    return all;
  };
  const files = () => readdir(directory, { recursive: true });
  return { directory, stream, open, contents, files };
}

const value = (index: number) => Math.sin(index) * 1e-300 ** (index % 3);

test('gives back the very bits, from memory to a file and back', async (t) => {
  const { stream, open, contents } = await setUp(t);
  for (const memory of [{}, { maxBytes: 0 }]) {
    const resumed: number[] = [];
    const kept = await stream(value, memory);
    await open().of('model').keepStates(kept, 4);
    const found = await stream(() => Number.NaN, memory.maxBytes === 0 ? {} : { maxBytes: 0 });
    const again = open({ onResumed: (blocks: number) => resumed.push(blocks) }).of('model');
    assert.equal(await again.restoreStates(found, 5), 4);
    assert.deepEqual(await contents(found), await contents(kept));
    assert.deepEqual(resumed, [4]);
  }
});

test('finds nothing of another model, job, shape, or of more blocks than may be passed', async (t) => {
  const { stream, open } = await setUp(t);
  const states = await stream(value);
  await open().of('model', 'x').keepStates(states, 4);
  assert.equal(await open().of('model', 'x').restoreStates(states, 3), 0);
  assert.equal(await open().of('model', 'y').restoreStates(states, 9), 0);
  assert.equal(await open().of('modelx').restoreStates(states, 9), 0);
  assert.equal(await open({ job: 'other' }).of('model', 'x').restoreStates(states, 9), 0);
  const narrow = await openHiddenStates({ ...shape, rows: shape.rows * 3, width: 1 });
  assert.equal(await open().of('model', 'x').restoreStates(narrow, 9), 0);
});

test('a file that was cut or changed anywhere is not believed', async (t) => {
  const { directory, stream, open, files } = await setUp(t);
  const states = await stream(value);
  const keep = async () => {
    await open().of('model').keepStates(states, 4);
    const name = (await files()).find((file) => file.endsWith('.states'))!;
    return join(directory, name);
  };
  const restored = () => open().of('model').restoreStates(states, 9);
  const path = await keep();
  const bytes = await readFile(path);
  for (const at of [0, 30, 511, 512, 20_000, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] ^= 1;
    await writeFile(path, changed);
    // The blanks that fill the header up mean nothing.
    if (at !== 511) assert.equal(await restored(), 0, `byte ${at}`);
  }
  for (const length of [0, 100, 512, bytes.length - 1]) {
    await writeFile(path, bytes);
    await truncate(path, length);
    assert.equal(await restored(), 0, `${length} bytes`);
  }
  await keep();
  assert.equal(await restored(), 4);
});

test('keeps states no sooner than it may, in hurry always, within the bound, and leaves no parts of files', async (t) => {
  const { stream, open, files } = await setUp(t);
  const states = await stream(value);
  let time = 0;
  const hurrying = new AbortController();
  const prepared: number[] = [];
  const job = open({ everyMs: 100, now: () => time, hurry: hurrying.signal }).of('model');
  const keep = (blocks: number) => job.keepStates(states, blocks, async () => void prepared.push(blocks));
  await keep(1);
  time = 100;
  await keep(2);
  time = 199;
  await keep(3);
  hurrying.abort();
  await keep(4);
  assert.deepEqual(prepared, [2, 4]);
  assert.equal(await job.restoreStates(states, 9), 4);
  assert.deepEqual(
    (await files()).filter((file) => file.includes('.')).map((file) => file.replace(/.*\./, '')),
    ['states'],
  );
  await open({ job: 'other', maxBytes: 40_000 }).of('model').keepStates(states, 4);
  assert.equal(await open({ job: 'other' }).of('model').restoreStates(states, 9), 0);
});

test('a disk that cannot be written fails nothing', async (t) => {
  const { directory, stream } = await setUp(t);
  const file = join(directory, 'file');
  await writeFile(file, '');
  const job = openResume({ directory: file, job: 'job', everyMs: 0 });
  await job.keepStates(await stream(value), 1);
  const values = await job.values();
  await values.keep('a', 1);
  assert.equal(values.get('a'), 1);
});

test('values come back by name, of the same place only', async (t) => {
  const { directory, open, files } = await setUp(t);
  const values = await open({ everyMs: 1000 }).of('blocks').values();
  await values.keep('a', { rho: 0.1 + 0.2 });
  assert.deepEqual(await files(), []);
  await values.keep('b', [1, null]);
  await values.flush();
  const again = await open().of('blocks').values();
  assert.deepEqual([again.get('a'), again.get('b'), again.get('c')], [{ rho: 0.1 + 0.2 }, [1, null], undefined]);
  assert.equal((await open().of('other').values()).get('a'), undefined);
  const path = join(directory, (await files()).find((file) => file.endsWith('.values'))!);
  await writeFile(path, (await readFile(path, 'utf8')).replace('null', '7777'));
  assert.equal((await open().of('blocks').values()).get('a'), undefined);
});
