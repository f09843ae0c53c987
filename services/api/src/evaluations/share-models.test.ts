import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { ModelAccess } from './model-access.ts';
import { shareModels } from './share-models.ts';

const signal = new AbortController().signal;

/** A Hub that counts; `fail` makes it refuse. */
function counted() {
  const counts = { opened: 0, read: 0, fail: false, state: undefined as string | undefined, now: 0 };
  const models: ModelAccess = {
    open: async (id, { revision = null }) => {
      counts.opened++;
      await turn();
      if (counts.fail) throw new Error('away');
      const readText = async () => {
        counts.read++;
        return '{}';
      };
      return {
        ...{ id, origin: 'hub' as const, revision, commit: 'c'.repeat(40), files: new Map(), readText },
        open: async () => assert.fail(),
        ...(counts.state !== undefined && { state: counts.state }),
      };
    },
  };
  return { counts, models: shareModels(models, { now: () => counts.now }) };
}

test('who asks while it is opened gets the same model and texts, who asks afterwards opens it anew', async () => {
  const { counts, models } = counted();
  const both = await Promise.all([models.open('a', { signal }), models.open('a', { signal })]);
  for (const source of both) assert.equal(await source.readText('config.json', { maxBytes: 10 }), '{}');
  assert.deepEqual([counts.opened, counts.read], [1, 1]);
  await models.open('a', { signal });
  assert.equal(counts.opened, 2);
});

test('another model or revision, and one that a token opens, are not shared', async () => {
  const { counts, models } = counted();
  await Promise.all([
    models.open('a', { signal }),
    models.open('a', { signal, revision: 'v1' }),
    models.open('b', { signal }),
    models.open('a', { signal, hubToken: 'hf_x' }),
    models.open('a', { signal, hubToken: 'hf_x' }),
  ]);
  assert.equal(counts.opened, 5);
});

test('a failure is that of all who waited, and of nobody after', async () => {
  const { counts, models } = counted();
  counts.fail = true;
  const both = await Promise.allSettled([models.open('a', { signal }), models.open('a', { signal })]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  counts.fail = false;
  await models.open('a', { signal });
  assert.equal(counts.opened, 2);
});

test('who gives up leaves the others their answer', async () => {
  const { counts, models } = counted();
  const gone = new AbortController();
  const first = models.open('a', { signal: gone.signal });
  const second = models.open('a', { signal });
  gone.abort(new Error('gone'));
  await assert.rejects(first, /gone/);
  assert.equal((await second).id, 'a');
  assert.equal(counts.opened, 1);
});

test('a directory that has not changed is known for a moment, with what was read of it', async () => {
  const { counts, models } = counted();
  const read = async () => (await models.open('a', { signal })).readText('config.json', { maxBytes: 10 });
  counts.state = 'one';
  await read();
  counts.now += 99;
  await read();
  assert.deepEqual([counts.opened, counts.read], [1, 1]);
  counts.now += 1;
  await read();
  assert.deepEqual([counts.opened, counts.read], [2, 1]);
  counts.state = 'two';
  counts.now += 100;
  await read();
  assert.deepEqual([counts.opened, counts.read], [3, 2]);
  counts.now += 60_000;
  await read();
  assert.deepEqual([counts.opened, counts.read], [4, 3]);
});
