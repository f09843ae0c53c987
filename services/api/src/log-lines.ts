import { pino } from 'pino';

/** So much waits for the end of a turn at the most. */
const mostChars = 64 * 1024;

/**
 * Standard output, written once for all lines of one turn of the event loop: a write for each took longer than making the line.
 * A process that ends in whatever way but by SIGKILL has written all.
 */
export function logLines(): { write(line: string): void; flushSync(): void } {
  // Not its own buffer: emptying that also waits for the disk.
  const output = pino.destination({ fd: process.stdout.fd, sync: true, maxWrite: 2 * mostChars });
  let lines = '';
  const flushSync = () => {
    if (lines === '') return;
    const text = lines;
    lines = '';
    output.write(text);
  };
  process.on('exit', () => {
    flushSync();
    output.flushSync();
  });
  return {
    write: (line) => {
      if (lines === '') setImmediate(flushSync);
      lines += line;
      if (lines.length > mostChars) flushSync();
    },
    flushSync,
  };
}
