import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTraceRun } from './create-trace-run.ts';
import type { TraceRun } from './trace-run.ts';

test('parts under way count by their shares, and never make the count fall', () => {
  const seen: number[] = [];
  const choices: Pick<TraceRun, 'onProgress'> = { onProgress: ({ done }) => seen.push(done) };
  const run = createTraceRun(choices as TraceRun);
  const finished = run.countOf('csu', 3);
  const [first, second] = [finished.part(), finished.part()];
  first(0.25);
  second(0.5);
  first(0.75);
  first(1);
  finished();
  second(1);
  assert.deepEqual(seen, [0.25, 0.75, 1.25, 1.5, 2.5, 3]);
});
