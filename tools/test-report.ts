import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

interface FileTally {
  tests: number;
  failures: string[];
  skips: string[];
  output: string;
}

type TestFailure = { details: { error: Error & { failureType?: string } } };

interface ReportOptions {
  write: (text: string) => void;
  nameOf: (file: string) => string;
}

/**
 * Turns node:test's events into a short report: one line per file, failures in full with what the file printed, each
 * skip with its reason, the counts alone on the last line. A suite or a parent that fails only because of its children
 * is not counted again; a file that crashes, or has no test in it, is one failure.
 */
export function createTestReport({ write, nameOf }: ReportOptions) {
  const files = new Map<string, FileTally>();
  const total = { passed: 0, failed: 0, skipped: 0 };

  const tallyOf = (file: string): FileTally => {
    const tally = files.get(file) ?? { tests: 0, failures: [], skips: [], output: '' };
    files.set(file, tally);
    return tally;
  };

  const printed = new Set<string>();
  const printFile = (file: string, durationMs: number | null) => {
    printed.add(file);
    const tally = tallyOf(file);
    const parts = [`${tally.tests} test${tally.tests === 1 ? '' : 's'}`];
    if (durationMs !== null) parts.push(`${(durationMs / 1000).toFixed(1)} s`);
    if (tally.failures.length > 0) parts.push(`${tally.failures.length} FAILED`);
    write(`${tally.failures.length > 0 ? '✖' : '✔'} ${nameOf(file)} (${parts.join(', ')})\n`);
    for (const skip of tally.skips) write(`    skipped: ${skip}\n`);
    for (const failure of tally.failures) write(`\n${indent(failure)}\n`);
    if (tally.failures.length > 0 && tally.output.trim() !== '') write(`\n${indent(`It printed:\n${tally.output}`)}\n`);
    if (tally.failures.length > 0) write('\n');
  };

  const onResult = ({ type, data: reported }: Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>) => {
    // The test file, where `file` may be a module it calls; absent on the result of a file itself. Not in the types yet.
    const data: typeof reported & { entryFile?: string } = reported;
    const file = data.entryFile ?? data.file ?? '(unknown file)';
    const tally = tallyOf(file);
    const isFile = data.entryFile === undefined;
    const isSuite = data.details.type === 'suite';
    if (type === 'test:fail') {
      const error = (data as TestFailure).details.error;
      if (error.failureType === 'subtestsFailed' && (!isFile || tally.failures.length > 0)) return;
      total.failed += 1;
      const title = isFile ? 'The file itself failed' : `${data.name} (${nameOf(file)}:${data.line})`;
      tally.failures.push(`${title}\n${inspect(error.cause ?? error)}`);
    } else if (isFile) {
      total.failed += 1;
      tally.failures.push('The file has no test in it.');
    } else if (data.skip !== undefined || data.todo !== undefined) {
      const reason = [data.skip, data.todo].find((given) => typeof given === 'string' && given !== '');
      total.skipped += 1;
      tally.skips.push(`${data.name}: ${reason ?? 'no reason given'}`);
    } else if (!isSuite) {
      total.passed += 1;
    }
    if (!isFile && !isSuite) tally.tests += 1;
    if (isFile) printFile(file, data.details.duration_ms);
  };

  return {
    on(event: TestEvent) {
      if (event.type === 'test:pass' || event.type === 'test:fail') onResult(event);
      else if (event.type === 'test:stdout' || event.type === 'test:stderr')
        tallyOf(event.data.file).output += event.data.message;
      else if (event.type === 'test:summary' && event.data.file !== undefined)
        printFile(event.data.file, event.data.duration_ms);
      else if (event.type === 'test:summary' && !event.data.success && total.failed === 0) {
        total.failed += 1;
        write('\nThe test runner reports a failure that belongs to no test.\n');
      }
    },
    /** True when at least one test ran and none failed. */
    close(): boolean {
      // Of a file that starts a browser node:test may tell no end.
      for (const file of files.keys()) if (!printed.has(file)) printFile(file, null);
      const { passed, failed, skipped } = total;
      const skips = [...files].flatMap(([file, tally]) => tally.skips.map((skip) => `  ${nameOf(file)}: ${skip}\n`));
      if (skips.length > 0) write(`\nSkipped:\n${skips.join('')}`);
      if (passed + failed === 0) write('\nNo test ran.\n');
      write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
      return failed === 0 && passed > 0;
    },
  };
}

const indent = (text: string) => text.trimEnd().replaceAll(/^(?=.)/gm, '    ');
