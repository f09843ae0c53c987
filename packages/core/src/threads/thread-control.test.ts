import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createThreadControl, forgetThreadControl, tellToEnd, threadSide } from './thread-control.ts';

test('a thread that ends itself in the middle of native work says first that it may be ended', (t) => {
  const control = createThreadControl();
  t.after(() => forgetThreadControl(control));
  const thread = threadSide(control);
  thread.holdEnd();
  assert.equal(tellToEnd(control), false);
  let mayBeEnded: boolean | null = null;
  t.mock.method(process, 'exit', () => {
    mayBeEnded = tellToEnd(control);
    throw new Error('ended');
  });
  assert.throws(() => thread.throwIfAborted(), /ended/);
  assert.equal(mayBeEnded, true);
});
