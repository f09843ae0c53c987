import { fstatSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { ModelTraceError } from '../errors.ts';
import type { RandomAccessFile } from './model-source.ts';

export interface LocalFileOptions {
  handle: FileHandle;
  /** As it is named in errors: the path inside the model. */
  name: string;
  sizeBytes: number;
  /** False for a blob of the cache: nothing writes to one again. */
  mayChange: boolean;
  onClose?: () => Promise<void>;
}

/** One preadv takes at most 2^31 - 1 bytes; a bound well below keeps a read short enough to share the thread pool. */
const maxReadBytes = 64 * 1024 * 1024;

/** Positioned reads of an open file. Owns the handle. */
export function localFile({ handle, name, sizeBytes, mayChange, onClose }: LocalFileOptions): RandomAccessFile {
  const opened = fstatSync(handle.fd);
  let closed: Promise<void> | undefined;

  // fstat on an open descriptor takes 1 to 2 us, so every read can afford it: a training script that saves over its own
  // checkpoint truncates and rewrites the same inode, and half of each file would be read without any other sign.
  function assertUnchanged(): void {
    const now = fstatSync(handle.fd);
    if (now.size !== opened.size || now.mtimeMs !== opened.mtimeMs) {
      throw new ModelTraceError('FILE_CHANGED', `${name} changed while it was read`, {
        fix: 'Wait until nothing writes to the model, then try again.',
      });
    }
  }

  return {
    sizeBytes,
    async read(into, position) {
      let done = 0;
      while (done < into.byteLength) {
        const length = Math.min(into.byteLength - done, maxReadBytes);
        const { bytesRead } = await handle.read(into, done, length, position + done);
        if (bytesRead === 0) {
          if (mayChange) assertUnchanged();
          throw new ModelTraceError(
            'WEIGHTS_TRUNCATED',
            `${name} ends at byte ${position + done}, before byte ${position + into.byteLength} that was asked for`,
            { details: { file: name, sizeBytes, position, length: into.byteLength } },
          );
        }
        done += bytesRead;
      }
      if (mayChange) assertUnchanged();
    },
    close() {
      closed ??= handle.close().then(onClose);
      return closed;
    },
  };
}
