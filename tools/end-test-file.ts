/**
 * Loaded before each test file: ends a file whose tests have all ended while something in it stays open, and fails it. After
 * a test that could not clean up something does, and node:test would wait for ever. (`--test-force-exit` of Node 24 exits with
 * results unsent when the runner is slow to read: on a busy machine 10 of 29 tests of a file were never counted.)
 */
import { isMainThread } from 'node:worker_threads';

/** Other hooks of the file run after this one. */
const patienceMs = 60_000;

// Processes and threads that a test starts may inherit the flag: they are no test files.
if (isMainThread && /\.(test|fuzz|browser)\.ts$/.test(process.argv[1] ?? '')) {
  const { after } = await import('node:test');
  after(() => {
    setTimeout(() => {
      console.error(`Its tests have ended, but it has not. Still open: ${process.getActiveResourcesInfo().join(', ')}`);
      process.exit(1);
    }, patienceMs).unref();
  });
}
