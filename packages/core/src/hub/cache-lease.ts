import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseOrNull, unlinkIfThere } from './file-lock.ts';
import { currentProcess, isProcessAlive, parseProcessIdentity } from './process-identity.ts';

/** A lease without heartbeat for this long is of a dead process; clocks of machines may differ by less. */
const staleMs = 10 * 60_000;
const heartbeatMs = 60_000;

/** What one open model holds in the cache, written down so that other processes do not evict it. */
export interface CacheLease {
  hold(blob: string): Promise<void>;
  /** Claims room for a held blob that is not yet in the cache. */
  reserve(blob: string, sizeBytes: number): Promise<void>;
  release(blob: string): Promise<void>;
}

interface HeldBlob {
  holders: number;
  reservedBytes: number;
}

/** The file exists while something is held. */
export function createCacheLease(directory: string): CacheLease {
  const path = join(directory, `${randomUUID()}.json`);
  const held = new Map<string, HeldBlob>();
  let written: Promise<void> = Promise.resolve();
  let heartbeat: NodeJS.Timeout | undefined;

  function write(): Promise<void> {
    const next = written.then(async () => {
      if (held.size === 0) {
        clearInterval(heartbeat);
        heartbeat = undefined;
        return unlinkIfThere(path);
      }
      await mkdir(directory, { recursive: true });
      const reserved = Object.fromEntries([...held].map(([blob, { reservedBytes }]) => [blob, reservedBytes]));
      await writeFile(`${path}.tmp`, JSON.stringify({ ...currentProcess(), reserved }));
      await rename(`${path}.tmp`, path);
      heartbeat ??= setInterval(() => {
        const now = new Date();
        // A missed heartbeat costs a re-download at worst; the next write repairs the file.
        utimes(path, now, now).catch(() => undefined);
      }, heartbeatMs).unref();
    });
    // One failed write must not fail every later one.
    written = next.catch(() => undefined);
    return next;
  }

  return {
    hold(blob) {
      const { holders, reservedBytes } = held.get(blob) ?? { holders: 0, reservedBytes: 0 };
      held.set(blob, { holders: holders + 1, reservedBytes });
      return write();
    },
    reserve(blob, sizeBytes) {
      const { holders } = held.get(blob) ?? { holders: 0 };
      held.set(blob, { holders, reservedBytes: sizeBytes });
      return write();
    },
    release(blob) {
      const before = held.get(blob);
      if (before === undefined) return written;
      if (before.holders > 1) {
        held.set(blob, { ...before, holders: before.holders - 1 });
        return written;
      }
      held.delete(blob);
      return write();
    },
  };
}

/** All blobs held by living processes, with the bytes reserved for each. Leases of dead processes are deleted. */
export async function readCacheLeases(directory: string, nowMs: number): Promise<Map<string, number>> {
  const held = new Map<string, number>();
  for (const name of await readdir(directory).catch(noneIfAbsent)) {
    const path = join(directory, name);
    const [text, found] = await Promise.all([readFile(path, 'utf8'), stat(path)]).catch(nullIfAbsent);
    if (text === null) continue;
    const lease = name.endsWith('.json') ? parseOrNull(text) : null;
    const identity = parseProcessIdentity(lease);
    const alive = identity === null ? null : isProcessAlive(identity);
    if (alive === false || nowMs - found.mtimeMs > staleMs) {
      await unlinkIfThere(path);
      continue;
    }
    const reserved = (lease as { reserved?: Record<string, unknown> } | null)?.reserved ?? {};
    for (const [blob, bytes] of Object.entries(reserved)) {
      held.set(blob, Math.max(held.get(blob) ?? 0, typeof bytes === 'number' ? bytes : 0));
    }
  }
  return held;
}

function noneIfAbsent(caught: NodeJS.ErrnoException): string[] {
  if (caught.code === 'ENOENT') return [];
  throw caught;
}

function nullIfAbsent(caught: NodeJS.ErrnoException): [null, null] {
  if (caught.code === 'ENOENT') return [null, null];
  throw caught;
}
