import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FakeFile } from './fake-repository.ts';
import type { Fault } from './fault.ts';

interface SendFileOptions {
  request: IncomingMessage;
  response: ServerResponse;
  file: FakeFile;
  fault: Fault | null;
  headers: Record<string, string>;
}

/** The bytes of a file, or the range asked for, with whatever is to go wrong on the way. */
export async function sendFile({ request, response, file, fault, headers }: SendFileOptions): Promise<void> {
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
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const stop = fault === null ? null : 'cutAfterBytes' in fault ? fault.cutAfterBytes : null;
  const stall = fault === null ? null : 'stallAfterBytes' in fault ? fault.stallAfterBytes : null;
  const bytes = stop ?? stall ?? length;
  let first = fault !== null && 'corrupt' in fault;
  for await (const chunk of file.read(start, start + Math.min(bytes, length))) {
    const part = Buffer.from(chunk);
    if (first) part[0] ^= 0xff;
    first = false;
    // What is to arrive must have left before the connection is cut: wait for each write.
    await new Promise<void>((resolve) => response.write(part, () => resolve()));
    if (response.destroyed) return;
  }
  if (stop !== null) response.socket?.destroySoon();
  else if (stall === null) response.end();
}
