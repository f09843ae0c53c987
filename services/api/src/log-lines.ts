import { pino } from 'pino';

/**
 * Standard output, written once for all lines of one turn of the event loop: a write for each took longer than making the line.
 * A process that ends in whatever way but by SIGKILL has written all.
 */
export function logLines(): { write(line: string): void; flushSync(): void } {
  const output = pino.destination({ fd: process.stdout.fd, sync: true, minLength: 64 * 1024, maxWrite: 128 * 1024 });
  let scheduled = false;
  const flushSync = () => output.flushSync();
  process.on('exit', flushSync);
  return {
    write: (line) => {
      output.write(line);
      if (scheduled) return;
      scheduled = true;
      setImmediate(() => {
        scheduled = false;
        flushSync();
      });
    },
    flushSync,
  };
}
