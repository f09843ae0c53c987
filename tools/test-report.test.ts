import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { createTestReport } from './test-report.ts';

interface Outcome {
  name?: string;
  skip?: string;
  type?: 'suite' | 'test';
  failureType?: string;
  /** The result of a whole file: node:test gives it no entryFile. */
  wholeFile?: boolean;
}

const event = (outcome: 'passed' | 'failed', { name = 'a test', skip, wholeFile, ...rest }: Outcome) =>
  ({
    type: 'test:complete',
    data: {
      name,
      skip,
      file: '/repo/a.test.ts',
      entryFile: wholeFile ? undefined : '/repo/a.test.ts',
      line: 3,
      details: {
        type: rest.type ?? 'test',
        duration_ms: 1,
        passed: outcome === 'passed',
        error: outcome === 'passed' ? undefined : { failureType: rest.failureType, cause: new Error('the cause') },
      },
    },
  }) as unknown as TestEvent;

const report = (events: TestEvent[]) => {
  let text = '';
  const open = createTestReport({
    write: (part) => {
      text += part;
    },
    nameOf: (file) => file.slice('/repo/'.length),
  });
  for (const one of events) open.on(one);
  const success = open.close();
  return { success, text, lastLine: text.trimEnd().split('\n').at(-1) };
};

test('counts leaf tests once and leaves suites and failing parents out', () => {
  const { success, lastLine } = report([
    event('passed', {}),
    event('failed', { name: 'child', failureType: 'testCodeFailure' }),
    event('failed', { name: 'parent', failureType: 'subtestsFailed' }),
    event('passed', { name: 'suite', type: 'suite' }),
    event('failed', { wholeFile: true, failureType: 'subtestsFailed' }),
  ]);
  assert.equal(lastLine, '1 passed, 1 failed');
  assert.equal(success, false);
});

test('prints a skip with its reason', () => {
  const { success, text, lastLine } = report([
    event('passed', {}),
    event('passed', { name: 'b', skip: 'no Docker' }),
    event('passed', { wholeFile: true }),
  ]);
  assert.match(text, /a\.test\.ts: b: no Docker/);
  assert.equal(lastLine, '1 passed, 0 failed, 1 skipped');
  assert.equal(success, true);
});

test('fails when no test ran', () => {
  assert.deepEqual(report([]), {
    success: false,
    text: '\nNo test ran.\n\n0 passed, 0 failed\n',
    lastLine: '0 passed, 0 failed',
  });
});

test('fails for a file without tests and for a file that crashes', () => {
  assert.equal(report([event('passed', { wholeFile: true })]).lastLine, '0 passed, 1 failed');
  const crash = report([event('passed', {}), event('failed', { wholeFile: true, failureType: 'testCodeFailure' })]);
  assert.equal(crash.lastLine, '1 passed, 1 failed');
  assert.match(crash.text, /the cause/);
});

test('tells of a file as soon as it has ended, whatever is still running', () => {
  let text = '';
  const open = createTestReport({
    write: (part) => {
      text += part;
    },
    nameOf: (file) => file.slice('/repo/'.length),
  });
  open.on(event('passed', {}));
  open.on(event('passed', { wholeFile: true }));
  assert.equal(text, '✔ a.test.ts (1 test, 0.0 s)\n');
});

test('names what was running when it was stopped, and fails for it', () => {
  let text = '';
  const open = createTestReport({
    write: (part) => {
      text += part;
    },
    nameOf: (file) => file.slice('/repo/'.length),
  });
  const begun = (name: string, entryFile?: string) =>
    ({ type: 'test:dequeue', data: { name, file: '/repo/a.test.ts', entryFile } }) as unknown as TestEvent;
  open.on(begun('/repo/a.test.ts'));
  open.on(begun('a test', '/repo/a.test.ts'));
  open.on(event('passed', {}));
  open.on(begun('one that hangs', '/repo/a.test.ts'));
  open.stop('stopped by SIGTERM');
  assert.equal(open.close(), false);
  assert.match(
    text,
    /✖ a\.test\.ts \(1 test, 1 FAILED\)\n\n {4}It had not ended: stopped by SIGTERM\n {6}within: one that hangs/,
  );
  assert.equal(text.trimEnd().split('\n').at(-1), '1 passed, 1 failed');
});

test('prints what failed files wrote, though it comes after their end, and of others nothing', () => {
  const late = { type: 'test:stderr', data: { file: '/repo/a.test.ts', message: 'a hint' } } as unknown as TestEvent;
  const failing = [
    event('failed', { failureType: 'testCodeFailure' }),
    event('failed', { wholeFile: true, failureType: 'subtestsFailed' }),
  ];
  const failed = report([...failing, late]);
  assert.match(failed.text, /a\.test\.ts printed:\n {4}a hint/);
  assert.equal(failed.lastLine, '0 passed, 1 failed');
  const passed = report([event('passed', {}), event('passed', { wholeFile: true }), late]);
  assert.doesNotMatch(passed.text, /a hint/);
  assert.equal(passed.lastLine, '1 passed, 0 failed');
});
