import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeFile } from './fake-repository.ts';
import type { Fault } from './fault.ts';

/** How fast an answer comes. */
export interface Line {
  /** Of all connections together. */
  bytesPerSecond: number;
  /** When what was sent so far has gone through, in milliseconds of performance.now. */
  busyUntilMs: number;
  /** Bytes of bodies handed to connections. */
  sentBytes: Record<'hub' | 'storage', number>;
}

const pieceBytes = 64 * 1024;

interface SendFileOptions {
  server: 'hub' | 'storage';
  line: Line;
  request: IncomingMessage;
  response: ServerResponse;
  file: FakeFile;
  fault: Fault | null;
  headers: Record<string, string>;
}

/** The bytes of a file, or the range asked for, with whatever is to go wrong on the way. */
export async function sendFile({
  request,
  response,
  file,
  fault,
  headers,
  line,
  server,
}: SendFileOptions): Promise<void> {
  const range = fault !== null && 'ignoreRange' in fault ? undefined : request.headers.range;
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  const start = asked ? Number(asked[1]) : 0;
  const end = asked?.[2] ? Math.min(file.sizeBytes, Number(asked[2]) + 1) : file.sizeBytes;
  if (asked && start >= file.sizeBytes) {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${file.sizeBytes}` });
    response.end();
    return;
  }
  const length = fault !== null && 'truncateTo' in fault ? Math.min(fault.truncateTo, end - start) : end - start;
  response.writeHead(asked ? 206 : 200, {
    ...headers,
    'accept-ranges': 'bytes',
    'content-length': String(length),
    ...(asked ? { 'content-range': `bytes ${start}-${end - 1}/${file.sizeBytes}` } : {}),
    ...(fault !== null && 'alterHeaders' in fault ? fault.alterHeaders : {}),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const stop = fault === null ? null : 'cutAfterBytes' in fault ? fault.cutAfterBytes : null;
  const stall = fault === null ? null : 'stallAfterBytes' in fault ? fault.stallAfterBytes : null;
  const bytes = stop ?? stall ?? length;
  let first = fault !== null && 'corrupt' in fault;
  if (fault !== null && 'dripMs' in fault) {
    for (let i = 0; i < length && !response.destroyed; i++) {
      for await (const byte of file.read(start + i, start + i + 1)) response.write(byte);
      await sleep(fault.dripMs);
    }
    response.end();
    return;
  }
  for await (const chunk of file.read(start, start + Math.min(bytes, length))) {
    for (let from = 0; from < chunk.length; from += pieceBytes) {
      const part = Buffer.from(chunk.subarray(from, from + pieceBytes));
      if (first) part[0] ^= 0xff;
      first = false;
      // What is to arrive must have left before the connection is cut: wait for each write.
      await new Promise<void>((resolve) => response.write(part, () => resolve()));
      if (response.destroyed) return;
      line.sentBytes[server] += part.byteLength;
      if (Number.isFinite(line.bytesPerSecond)) {
        const lasts = (1000 * part.byteLength) / line.bytesPerSecond;
        line.busyUntilMs = Math.max(line.busyUntilMs, performance.now() - 5) + lasts;
        // Timers are good to a millisecond or two; what they are late by is made up for by the next piece.
        const aheadMs = line.busyUntilMs - performance.now();
        if (aheadMs > 2) await sleep(aheadMs);
      }
    }
  }
  if (stop !== null) response.socket?.destroySoon();
  else if (stall === null) response.end();
}
