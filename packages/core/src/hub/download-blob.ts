import type { Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ModelTraceError } from '../errors.ts';
import { type Blob, startBlobHash } from './blob.ts';
import type { HubClient } from './hub-client.ts';
import { quoteId } from './model-id.ts';
import { retry, TransientFailure } from './retry.ts';

export interface DownloadBlobOptions {
  client: HubClient;
  url: string;
  /** Path inside the model, for messages. */
  path: string;
  blob: Blob;
  /** Local file that receives the content; what it already holds is kept and continued. */
  into: string;
  signal?: AbortSignal;
  onBytes?: (received: number, total: number) => void;
}

/** Progress below this does not count as such, or a server that cuts each answer after a byte would be asked for ever. */
const minProgressBytes = 64 * 1024;
const rehashChunkBytes = 4 * 1024 * 1024;

/**
 * Fetches a file and verifies its size and digest. After a cut connection it continues at the byte where it broke;
 * after a wrong digest it starts over. O(size), memory O(1).
 * @throws FILE_CORRUPT, HUB_UNAVAILABLE, HUB_RATE_LIMITED, MODEL_GATED, … when the retries are used up
 */
export async function downloadBlob(options: DownloadBlobOptions): Promise<void> {
  const { client, blob, signal, onBytes } = options;
  const file = await open(options.into, constants.O_RDWR | constants.O_CREAT, 0o644);
  try {
    const state: DownloadState = { file, hash: startBlobHash(blob), received: 0 };
    await resume(state, blob);
    onBytes?.(state.received, blob.sizeBytes);
    await retry(() => attempt(state, options), { policy: client.policy, clock: client.clock, signal });
    // The name in the cache promises the content: it must not survive a power cut that the content does not.
    await file.datasync();
  } finally {
    await file.close();
  }
}

interface DownloadState {
  file: FileHandle;
  hash: Hash;
  /** Bytes in the file, all of them in the hash. */
  received: number;
}

async function attempt(state: DownloadState, options: DownloadBlobOptions): Promise<void> {
  const { client, url, path, blob, signal, onBytes } = options;
  const start = state.received;
  if (start < blob.sizeBytes || blob.sizeBytes === 0) {
    // Compressed transfer would make ranges and sizes mean something else.
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (start > 0) headers.range = `bytes=${start}-`;
    const { response, chunks } = await client.stream(url, { path, headers, signal });
    if (start > 0 && !continuesAt(response, start, blob.sizeBytes)) {
      await restart(state, blob);
      if (response.status !== 200) {
        await response.body?.cancel();
        throw new TransientFailure(corrupt(options, `the Hub does not continue it at byte ${start}`));
      }
    }
    try {
      for await (const chunk of chunks) {
        if (state.received + chunk.byteLength > blob.sizeBytes) {
          await restart(state, blob);
          throw new TransientFailure(corrupt(options, `more than the stated ${blob.sizeBytes} bytes arrive`));
        }
        await state.file.write(chunk, 0, chunk.byteLength, state.received);
        state.hash.update(chunk);
        state.received += chunk.byteLength;
        onBytes?.(state.received, blob.sizeBytes);
      }
    } catch (caught) {
      if (!(caught instanceof TransientFailure)) throw caught;
      const progressed = state.received - start >= minProgressBytes;
      throw new TransientFailure(caught.error, { retryAfterMs: caught.retryAfterMs, progressed });
    }
  }
  if (state.received < blob.sizeBytes) {
    const progressed = state.received - start >= minProgressBytes;
    const error = corrupt(options, `it ends after ${state.received} of ${blob.sizeBytes} bytes`);
    throw new TransientFailure(error, { progressed });
  }
  const digest = state.hash.digest('hex');
  if (digest !== blob.digest) {
    await restart(state, blob);
    throw new TransientFailure(corrupt(options, `its ${blob.algorithm} is ${digest}, stated is ${blob.digest}`));
  }
}

function continuesAt(response: Response, start: number, sizeBytes: number): boolean {
  return (
    response.status === 206 && response.headers.get('content-range') === `bytes ${start}-${sizeBytes - 1}/${sizeBytes}`
  );
}

async function restart(state: DownloadState, blob: Blob): Promise<void> {
  await state.file.truncate(0);
  state.hash = startBlobHash(blob);
  state.received = 0;
}

/** Takes up what an earlier process left: hashes it and continues behind it. */
async function resume(state: DownloadState, blob: Blob): Promise<void> {
  const { size } = await state.file.stat();
  if (size > blob.sizeBytes) return restart(state, blob);
  const chunk = Buffer.allocUnsafe(Math.min(size, rehashChunkBytes));
  while (state.received < size) {
    const { bytesRead } = await state.file.read(chunk, 0, chunk.byteLength, state.received);
    if (bytesRead === 0) return restart(state, blob);
    state.hash.update(chunk.subarray(0, bytesRead));
    state.received += bytesRead;
  }
}

function corrupt({ path, blob }: DownloadBlobOptions, what: string): ModelTraceError {
  return new ModelTraceError('FILE_CORRUPT', `${quoteId(path)} did not arrive whole: ${what}`, {
    details: { path, sizeBytes: blob.sizeBytes, algorithm: blob.algorithm, digest: blob.digest },
    fix: 'Try again; if it stays, the file on the Hub or a proxy in between is broken.',
  });
}
