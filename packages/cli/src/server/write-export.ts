import { open, rename, rm } from 'node:fs/promises';
import { ModelTraceError } from '@model-trace/core/errors';
import type { Output } from '../terminal/output.ts';

/**
 * Writes an export as it comes. A file is there whole or not at all.
 * @throws UNAVAILABLE when it breaks off, USAGE when the file cannot be written
 */
export async function writeExport(
  stream: ReadableStream<Uint8Array>,
  { stdout, file }: { stdout: Output; file?: string },
): Promise<void> {
  const parts = received(stream);
  if (file === undefined) {
    const decoder = new TextDecoder();
    for await (const part of parts) stdout.write(decoder.decode(part, { stream: true }));
    stdout.write(decoder.decode());
    return;
  }
  const partial = `${file}.${process.pid}.partial`;
  try {
    const handle = await open(partial, 'wx');
    try {
      // Not a pipeline: that throws a failure to write into the generator, which takes it for one of the server.
      await handle.writeFile(parts);
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (caught) {
    await rm(partial, { force: true });
    if (caught instanceof ModelTraceError) throw caught;
    const { code } = caught as NodeJS.ErrnoException;
    throw new ModelTraceError('USAGE', `Cannot write ${file}: ${code}`, { cause: caught });
  }
}

async function* received(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* stream as unknown as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new ModelTraceError('UNAVAILABLE', 'The export broke off before its end', { cause, fix: 'Try again.' });
  }
}
