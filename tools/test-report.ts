import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

interface FileTally {
  /** Titles of what has begun and not ended: what is to blame when it is stopped. */
  open: string[];
  tests: number;
  failures: string[];
  skips: string[];
  output: string;
}

type Completion = Extract<TestEvent, { type: 'test:complete' }>['data'];
type TestFailure = Error & { failureType?: string };

interface ReportOptions {
  write: (text: string) => void;
  nameOf: (file: string) => string;
}

/**
 * Turns node:test's events into a short report: one line per file as soon as it has ended, failures in full with what the
 * file printed, each skip with its reason, the counts alone on the last line. A suite or a parent that fails only because of its children
 * is not counted again; a file that crashes, or has no test in it, is one failure.
 */
export function createTestReport({ write, nameOf }: ReportOptions) {
  const files = new Map<string, FileTally>();
  /** Files that have been told of, and of those that failed what node:test tells of their output only later. */
  const told = new Map<string, { failed: boolean; output: string }>();
  const skipsOfAll: string[] = [];
  const total = { passed: 0, failed: 0, skipped: 0 };

  const tallyOf = (file: string): FileTally => {
    const tally = files.get(file) ?? { open: [], tests: 0, failures: [], skips: [], output: '' };
    files.set(file, tally);
    return tally;
  };

  const printFile = (file: string, durationMs: number | null) => {
    const tally = tallyOf(file);
    files.delete(file);
    told.set(file, { failed: tally.failures.length > 0, output: '' });
    skipsOfAll.push(...tally.skips.map((skip) => `  ${nameOf(file)}: ${skip}\n`));
    const parts = [`${tally.tests} test${tally.tests === 1 ? '' : 's'}`];
    if (durationMs !== null) parts.push(`${(durationMs / 1000).toFixed(1)} s`);
    if (tally.failures.length > 0) parts.push(`${tally.failures.length} FAILED`);
    write(`${tally.failures.length > 0 ? '✖' : '✔'} ${nameOf(file)} (${parts.join(', ')})\n`);
    for (const skip of tally.skips) write(`    skipped: ${skip}\n`);
    for (const failure of tally.failures) write(`\n${indent(failure)}\n`);
    if (tally.failures.length > 0 && tally.output.trim() !== '') write(`\n${indent(`It printed:\n${tally.output}`)}\n`);
    if (tally.failures.length > 0) write('\n');
  };

  /** `data` is of a file itself where it names no file that it belongs to. */
  const isFile = (data: object) => (data as { entryFile?: string }).entryFile === undefined;
  // The test file, where `file` may be a module it calls; absent on the events of a file itself. Not in the types yet.
  const fileOf = (data: { entryFile?: string; file?: string }) => data.entryFile ?? data.file ?? '(unknown file)';

  const onCompletion = (data: Completion & { entryFile?: string }) => {
    const file = fileOf(data);
    const tally = tallyOf(file);
    const isSuite = data.details.type === 'suite';
    const error = data.details.error as TestFailure | undefined;
    if (!isFile(data)) tally.open.splice(tally.open.indexOf(data.name), 1);
    if (!data.details.passed) {
      if (error?.failureType !== 'subtestsFailed' || (isFile(data) && tally.failures.length === 0)) {
        total.failed += 1;
        const title = isFile(data) ? 'The file itself failed' : `${data.name} (${nameOf(file)}:${data.line})`;
        tally.failures.push(`${title}\n${inspect(error?.cause ?? error)}`);
      }
    } else if (isFile(data)) {
      if (tally.tests + tally.skips.length === 0) {
        total.failed += 1;
        tally.failures.push('The file has no test in it.');
      }
    } else if (data.skip !== undefined || data.todo !== undefined) {
      const reason = [data.skip, data.todo].find((given) => typeof given === 'string' && given !== '');
      total.skipped += 1;
      tally.skips.push(`${data.name}: ${reason ?? 'no reason given'}`);
    } else if (!isSuite) {
      total.passed += 1;
    }
    if (!isFile(data) && !isSuite) tally.tests += 1;
    if (isFile(data)) printFile(file, data.details.duration_ms);
  };

  return {
    on(event: TestEvent) {
      // These come at once; `test:pass` and `test:fail` wait for all files before theirs.
      if (event.type === 'test:complete') onCompletion(event.data);
      else if (event.type === 'test:dequeue') {
        const tally = tallyOf(fileOf(event.data));
        if (!isFile(event.data)) tally.open.push(event.data.name);
      } else if (event.type === 'test:stdout' || event.type === 'test:stderr') {
        // It waits for all files before its own, and so may come after the end of its file.
        const { file, message } = event.data;
        (told.get(file) ?? tallyOf(file)).output += message;
      } else if (event.type === 'test:summary' && event.data.file === undefined)
        if (!event.data.success && total.failed === 0) {
          total.failed += 1;
          write('\nThe test runner reports a failure that belongs to no test.\n');
        }
    },
    /** Fails whatever has begun and not ended, saying what it was at. */
    stop(reason: string) {
      for (const [file, { open, failures }] of [...files]) {
        total.failed += 1;
        failures.push(`It had not ended: ${reason}${open.map((name) => `\n  within: ${name}`).join('')}`);
        printFile(file, null);
      }
    },
    /** True when at least one test ran and none failed. */
    close(): boolean {
      this.stop('the test runner ended before it');
      const { passed, failed, skipped } = total;
      for (const [file, { failed: hasFailed, output }] of told)
        if (hasFailed && output.trim() !== '') write(`\n${nameOf(file)} printed:\n${indent(output)}\n`);
      if (skipsOfAll.length > 0) write(`\nSkipped:\n${skipsOfAll.join('')}`);
      if (passed + failed === 0) write('\nNo test ran.\n');
      write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
      return failed === 0 && passed > 0;
    },
  };
}

const indent = (text: string) => text.trimEnd().replaceAll(/^(?=.)/gm, '    ');
