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

const event = (type: 'test:pass' | 'test:fail', { name = 'a test', skip, wholeFile, ...rest }: Outcome) =>
  ({
    type,
    data: {
      name,
      skip,
      file: '/repo/a.test.ts',
      entryFile: wholeFile ? undefined : '/repo/a.test.ts',
      line: 3,
      details: {
        type: rest.type ?? 'test',
        duration_ms: 1,
        error: { failureType: rest.failureType, cause: new Error('the cause') },
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
    event('test:pass', {}),
    event('test:fail', { name: 'child', failureType: 'testCodeFailure' }),
    event('test:fail', { name: 'parent', failureType: 'subtestsFailed' }),
    event('test:pass', { name: 'suite', type: 'suite' }),
  ]);
  assert.equal(lastLine, '1 passed, 1 failed');
  assert.equal(success, false);
});

test('prints a skip with its reason', () => {
  const { success, text, lastLine } = report([
    event('test:pass', {}),
    event('test:pass', { name: 'b', skip: 'no Docker' }),
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
  assert.equal(report([event('test:pass', { wholeFile: true })]).lastLine, '0 passed, 1 failed');
  const crash = report([
    event('test:pass', {}),
    event('test:fail', { wholeFile: true, failureType: 'testCodeFailure' }),
  ]);
  assert.equal(crash.lastLine, '1 passed, 1 failed');
  assert.match(crash.text, /the cause/);
});
