import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, stat, statfs, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelTraceError } from '../errors.ts';
import { type Blob, blobName } from './blob.ts';
import { createCacheLease, readCacheLeases } from './cache-lease.ts';
import { acquireFileLock, unlinkIfThere } from './file-lock.ts';

export interface BlobCacheOptions {
  directory: string;
  maxBytes: number;
  /** Room to leave on the disk, default 0. */
  minFreeBytes?: number;
  /** Bytes that are free on the disk of a directory; the system's answer by default. */
  freeBytes?: (directory: string) => Promise<number>;
}

export interface AcquireBlob {
  blob: Blob;
  /** Writes the verified content into the file at `partialPath`, continuing what is there. */
  fetchInto: (partialPath: string) => Promise<void>;
  signal?: AbortSignal;
}

export interface AcquiredBlob {
  handle: FileHandle;
  /** The blob may be evicted from now on. Does not close the handle. */
  release(): Promise<void>;
}

export interface BlobCache {
  /** @throws CACHE_FULL, and what `fetchInto` throws */
  acquire(request: AcquireBlob): Promise<AcquiredBlob>;
}

/**
 * Content by digest, shared by processes, bounded in size.
 *
 *     blobs/<name>               whole and verified; its modification time is the last use
 *     partial/<name>.<fetcher>   being fetched, or left by a process that died: then continued
 *     locks/                     one fetcher per blob; one evictor
 *     leases/                    what living processes hold
 *
 * A blob appears under its name by an atomic rename of verified content, so a reader never sees half of one, and no lock
 * is needed for that: locks only spare double work. An evicted file that is still open stays readable (POSIX).
 */
export function createBlobCache({
  directory,
  maxBytes,
  minFreeBytes = 0,
  freeBytes = freeBytesOf,
}: BlobCacheOptions): BlobCache {
  const blobs = join(directory, 'blobs');
  const partial = join(directory, 'partial');
  const locks = join(directory, 'locks');
  const leases = join(directory, 'leases');
  const lease = createCacheLease(leases);

  async function openIfThere(blob: Blob): Promise<FileHandle | null> {
    const path = join(blobs, blobName(blob));
    let handle: FileHandle;
    try {
      handle = await open(path, constants.O_RDONLY);
    } catch (caught) {
      if ((caught as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw caught;
    }
    if ((await handle.stat()).size !== blob.sizeBytes) {
      // Verified when it was put there, so something else cut it since.
      await handle.close();
      await unlinkIfThere(path);
      return null;
    }
    const now = new Date();
    await utimes(path, now, now).catch(ignoreAbsent);
    return handle;
  }

  async function fetch({ blob, fetchInto, signal }: AcquireBlob): Promise<FileHandle> {
    const name = blobName(blob);
    const unlock = await acquireFileLock(join(locks, `${name}.lock`), { signal });
    try {
      const there = await openIfThere(blob);
      if (there !== null) return there;
      await makeRoom(blob, signal);
      const path = await claimPartial(name);
      await fetchInto(path);
      await rename(path, join(blobs, name));
      const handle = await openIfThere(blob);
      if (handle !== null) return handle;
      throw new ModelTraceError('FILE_CORRUPT', `The blob ${name} left the cache while it was put there`);
    } finally {
      await unlock();
    }
  }

  /** A file of this fetcher alone, begun by an earlier one where there is such: its process died, or failed and gave up. */
  async function claimPartial(name: string): Promise<string> {
    const path = join(partial, `${name}.${randomUUID()}`);
    const left = (await readdir(partial)).find((entry) => entry.startsWith(`${name}.`));
    if (left !== undefined) await rename(join(partial, left), path).catch(ignoreAbsent);
    return path;
  }

  /** Evicts least recently used blobs until the new one fits beside everything held; then holds room for it. */
  async function makeRoom(blob: Blob, signal: AbortSignal | undefined): Promise<void> {
    if (blob.sizeBytes > maxBytes) throw cacheFull(blob, 'is larger than the whole cache');
    const unlock = await acquireFileLock(join(locks, 'eviction.lock'), { signal });
    try {
      const held = await readCacheLeases(leases, Date.now());
      const stored = [...(await listSizes(blobs)), ...(await listSizes(partial))].sort((a, b) => a.usedMs - b.usedMs);
      held.delete(blobName(blob));
      const present = new Set(stored.map((entry) => entry.name));
      let availableBytes = (await freeBytes(directory)) - minFreeBytes;
      let usedBytes = stored.reduce((sum, { name, sizeBytes }) => sum + Math.max(sizeBytes, held.get(name) ?? 0), 0);
      for (const [name, reservedBytes] of held) if (!present.has(name)) usedBytes += reservedBytes;
      // What others still fetch will take of it too.
      const storedBytes = new Map(stored.map(({ name, sizeBytes }) => [name, sizeBytes]));
      for (const [name, reservedBytes] of held)
        availableBytes -= Math.max(0, reservedBytes - (storedBytes.get(name) ?? 0));
      for (const { name, path, sizeBytes } of stored) {
        // Its own partial file is part of the room it needs.
        if (name === blobName(blob)) {
          usedBytes -= sizeBytes;
          availableBytes += sizeBytes;
          continue;
        }
        const isTooFull = usedBytes + blob.sizeBytes > maxBytes || blob.sizeBytes > availableBytes;
        if (isTooFull && !held.has(name)) {
          await unlinkIfThere(path);
          usedBytes -= sizeBytes;
          availableBytes += sizeBytes;
        }
      }
      if (usedBytes + blob.sizeBytes > maxBytes) throw cacheFull(blob, `does not fit beside ${usedBytes} bytes in use`);
      if (blob.sizeBytes > availableBytes) {
        throw new ModelTraceError(
          'CACHE_FULL',
          `A file of ${blob.sizeBytes} bytes would leave less than ${minFreeBytes} bytes free on the disk of the cache`,
          {
            fix: 'Free disk space, or lower CACHE_MIN_FREE_BYTES.',
            details: { sizeBytes: blob.sizeBytes, minFreeBytes },
          },
        );
      }
      await lease.reserve(blobName(blob), blob.sizeBytes);
    } finally {
      await unlock();
    }
  }

  function cacheFull(blob: Blob, what: string): ModelTraceError {
    return new ModelTraceError('CACHE_FULL', `A file of ${blob.sizeBytes} bytes ${what} (limit ${maxBytes} bytes)`, {
      details: { sizeBytes: blob.sizeBytes, maxBytes },
      fix: 'Give the cache more room, or run fewer evaluations at a time.',
    });
  }

  return {
    async acquire(request) {
      const name = blobName(request.blob);
      try {
        await Promise.all([blobs, partial, locks, leases].map((path) => mkdir(path, { recursive: true })));
        // Held before it is looked up: an evictor that comes between sees the lease.
        await lease.hold(name);
        const handle = (await openIfThere(request.blob)) ?? (await fetch(request));
        return { handle, release: () => lease.release(name) };
      } catch (caught) {
        await lease.release(name).catch(() => undefined); // what failed first is what the caller must know
        throw storageError(request.blob, caught);
      }
    },
  };
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

async function listSizes(directory: string) {
  const entries = await Promise.all(
    (await readdir(directory)).map(async (name) => {
      const path = join(directory, name);
      const found = await stat(path).catch(ignoreAbsent);
      // A partial file carries its fetcher behind a dot.
      const blob = name.replace(/\..*$/, '');
      return found === undefined ? [] : [{ name: blob, path, sizeBytes: found.size, usedMs: found.mtimeMs }];
    }),
  );
  return entries.flat();
}

/** A failure of the cache's own file system; the path stays out of the message, users of the service see it. */
function storageError(blob: Blob, caught: unknown): unknown {
  const { code, syscall } = caught as NodeJS.ErrnoException;
  if (caught instanceof ModelTraceError || code === undefined || syscall === undefined) return caught;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ModelTraceError(
      'CACHE_FULL',
      `The disk of the cache has no room for a file of ${blob.sizeBytes} bytes`,
      {
        cause: caught,
        fix: 'Free disk space, or lower the limit of the cache.',
      },
    );
  }
  return new ModelTraceError('UNAVAILABLE', `The model cache cannot be used (${syscall}: ${code})`, { cause: caught });
}

function ignoreAbsent(caught: NodeJS.ErrnoException): undefined {
  if (caught.code === 'ENOENT') return undefined;
  throw caught;
}
