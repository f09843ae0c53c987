/**
 * The test command: every `*.test.ts` of the repository under node:test, two files at a time, each in a process of its
 * own. Arguments narrow it: `pnpm test packages/core tracing` runs the files whose path contains one of them.
 * `--fuzz` runs every `*.fuzz.ts` instead, `--cases N` cases of each (10,000), those
 * of `--seed N` (1). `--browser` runs every `*.browser.ts`, in a Chromium of this machine.
 */
import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { createTestReport } from './test-report.ts';

const root = resolve(import.meta.dirname, '..');
const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    fuzz: { type: 'boolean', default: false },
    browser: { type: 'boolean', default: false },
    cases: { type: 'string' },
    seed: { type: 'string' },
  },
});
if (options.cases !== undefined) process.env.FUZZ_CASES = options.cases;
if (options.seed !== undefined) process.env.FUZZ_SEED = options.seed;
const kind = options.fuzz ? 'fuzz' : options.browser ? 'browser' : 'test';
const files = globSync(`{packages,services,migrations,tools,bench}/**/*.${kind}.ts`, {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
})
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();

const report = createTestReport({
  write: (text) => process.stdout.write(text),
  nameOf: (file) => relative(root, file),
});

// A test that hangs is a failure with a name, not a hanging build: no honest one needs half of this.
const testTimeoutMs = options.browser ? 300_000 : 600_000;

if (files.length > 0) {
  const stopped = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      report.stop(`stopped by ${signal}`);
      report.close();
      stopped.abort();
      process.exit(1);
    });
  const stream = run({
    signal: stopped.signal,
    files: files.map((file) => resolve(root, file)),
    concurrency: 2,
    execArgv: [
      // Not `timeout` of run(): it does not end a file whose tests have ended while something in it stays open.
      `--test-timeout=${testTimeoutMs}`,
      `--import=${import.meta.resolve('./end-test-file.ts')}`,
      // What hostile files may take: a case that allocates without bound ends its process.
      ...(options.fuzz ? ['--max-old-space-size=512'] : []),
    ],
  });
  for await (const event of stream) report.on(event as TestEvent);
}

process.exitCode = report.close() ? 0 : 1;
