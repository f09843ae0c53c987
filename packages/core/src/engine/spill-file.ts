import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelTraceError } from '../errors.ts';

/** A file for bytes that do not fit in memory. */
export interface SpillFile {
  /** Fills `into` from `position`. @throws SPILL_FAILED */
  read(into: Uint8Array<ArrayBuffer>, position: number): Promise<void>;
  /** @throws SPILL_FAILED, when the disk is full */
  write(bytes: Uint8Array<ArrayBuffer>, position: number): Promise<void>;
  /** Closes and deletes it. */
  close(): Promise<void>;
}

export interface SpillFileOptions {
  readonly folder: string;
  /** What it will hold; zeros until it is written. */
  readonly sizeBytes: number;
}

/**
 * Makes a file that only this process can reach. Its name is gone at once, so that no ending of the process, however
 * violent, leaves it behind; where a system does not let go of the name of an open file (Windows), `close` deletes it.
 */
export async function openSpillFile({ folder, sizeBytes }: SpillFileOptions): Promise<SpillFile> {
  const path = join(folder, `model-trace-${process.pid}-${randomUUID()}.spill`);
  const failed = (cause: unknown) => spillFailed({ folder, sizeBytes, cause });
  let file: FileHandle;
  try {
    file = await open(path, 'wx+', 0o600);
  } catch (cause) {
    throw failed(cause);
  }
  const isUnlinked = await unlink(path).then(
    () => true,
    () => false,
  );
  const close = async () => {
    await file.close();
    if (!isUnlinked) await unlink(path).catch(() => undefined);
  };
  try {
    await file.truncate(sizeBytes);
  } catch (cause) {
    await close();
    throw failed(cause);
  }
  return {
    async read(into, position) {
      try {
        for (let done = 0; done < into.length; ) {
          const { bytesRead } = await file.read(into, done, into.length - done, position + done);
          if (bytesRead === 0) throw new Error(`it ends at byte ${position + done}`);
          done += bytesRead;
        }
      } catch (cause) {
        throw failed(cause);
      }
    },
    async write(bytes, position) {
      try {
        for (let done = 0; done < bytes.length; ) {
          done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
        }
      } catch (cause) {
        throw failed(cause);
      }
    },
    close,
  };
}

function spillFailed({ folder, sizeBytes, cause }: SpillFileOptions & { cause: unknown }): ModelTraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ModelTraceError('SPILL_FAILED', `The temporary file of hidden states in ${folder} failed: ${reason}`, {
    cause,
    details: { folder, sizeBytes },
    fix: `Make room for ${Math.ceil(sizeBytes / 2 ** 20)} MiB there, or set SPILL_DIR to another folder, or HIDDEN_MEMORY_MAX_BYTES to more memory`,
  });
}
