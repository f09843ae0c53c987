import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { turns } from './turns.ts';

test('so many hold at a time, in order; one that is done early lets the next go before it ends', async () => {
  const { take } = turns(2);
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const dones: (() => void)[] = [];
  const taken = [0, 1, 2, 3].map((i) =>
    take(async (done) => {
      log.push(`begin ${i}`);
      dones[i] = done;
      await new Promise<void>((resolve) => {
        ends[i] = resolve;
      });
      log.push(`end ${i}`);
      return i;
    }),
  );
  await setImmediate();
  assert.deepEqual(log, ['begin 0', 'begin 1']);
  dones[1]();
  dones[1](); // counts once
  await setImmediate();
  assert.deepEqual(log, ['begin 0', 'begin 1', 'begin 2']);
  ends[1]();
  await setImmediate();
  assert.deepEqual(log.slice(3), ['end 1']); // its turn had passed on already
  ends[0]();
  await setImmediate();
  assert.deepEqual(log.slice(4), ['end 0', 'begin 3']);
  ends[2]();
  ends[3]();
  assert.deepEqual(await Promise.all(taken), [0, 1, 2, 3]);
});

test('a failure passes the turn on', async () => {
  const { take } = turns(1);
  const failed = take(() => Promise.reject(new Error('broken')));
  const next = take(async () => 'next');
  await assert.rejects(failed, /broken/);
  assert.equal(await next, 'next');
});
