import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { groupCalls } from './group-calls.ts';

/** Calls whose ends the test decides. */
function held() {
  const calls: { items: number[]; end: (fail?: Error) => void }[] = [];
  const work = (items: number[]) =>
    new Promise<number[]>((resolve, reject) => {
      calls.push({ items, end: (fail) => (fail ? reject(fail) : resolve(items.map((item) => 10 * item))) });
    });
  return { calls, work };
}

test('what is asked in one turn goes together, what comes meanwhile in the next call, each with its own answer', async () => {
  const { calls, work } = held();
  const ask = groupCalls({ work, most: 3 });
  const first = [ask(1), ask(2)];
  await turn();
  const second = [ask(3), ask(4), ask(5), ask(6)];
  await turn();
  assert.deepEqual(
    calls.map(({ items }) => items),
    [[1, 2]],
  );
  calls[0].end();
  assert.deepEqual(await Promise.all(first), [10, 20]);
  calls[1].end();
  await turn();
  calls[2].end();
  assert.deepEqual(await Promise.all(second), [30, 40, 50, 60]);
  assert.deepEqual(
    calls.map(({ items }) => items),
    [[1, 2], [3, 4, 5], [6]],
  );
});

test('a call that fails fails all of its group and none after it', async () => {
  const { calls, work } = held();
  const ask = groupCalls({ work, most: 10 });
  const both = Promise.allSettled([ask(1), ask(2)]);
  await turn();
  const later = ask(3);
  calls[0].end(new Error('away'));
  assert.deepEqual(
    (await both).map((each) => (each.status === 'rejected' ? each.reason.message : each.value)),
    ['away', 'away'],
  );
  await turn();
  calls[1].end();
  assert.equal(await later, 30);
});

test('so many calls are under way as are allowed', async () => {
  const { calls, work } = held();
  const ask = groupCalls({ work, most: 1, atOnce: 2 });
  const all = [ask(1), ask(2), ask(3)];
  await turn();
  assert.equal(calls.length, 2);
  for (const index of [0, 1]) calls[index].end();
  await Promise.all(all.slice(0, 2));
  await turn();
  calls[2].end();
  assert.deepEqual(await Promise.all(all), [10, 20, 30]);
});
