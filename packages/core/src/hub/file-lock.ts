import { randomUUID } from 'node:crypto';
import { readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { type Clock, systemClock, throwIfAborted } from './clock.ts';
import { currentProcess, isProcessAlive, parseProcessIdentity } from './process-identity.ts';

export interface FileLockOptions {
  signal?: AbortSignal;
  clock?: Clock;
  /** How long a lock may stay without heartbeat before it counts as left behind. */
  staleMs?: number;
  pollMs?: number;
}

/** A tenth of the default staleMs: some heartbeats may be late without harm. */
const heartbeatMs = 6_000;

/**
 * Mutual exclusion between processes through a file that only one can create. A lock left by a dead process is taken
 * over: at once where its death can be seen, else after `staleMs` without a heartbeat, measured with the waiter's own
 * clock, so that machines need not agree on the time.
 *
 * Two processes may, in rare races, both believe they hold a lock. It saves work; nothing may depend on it for correctness.
 * @returns release
 */
export async function acquireFileLock(path: string, options: FileLockOptions = {}): Promise<() => Promise<void>> {
  const { signal, clock = systemClock, staleMs = 60_000, pollMs = 50 } = options;
  const content = JSON.stringify({ ...currentProcess(), token: randomUUID() });
  let seen: { content: string; touchedMs: number; sinceMs: number } | undefined;
  for (;;) {
    throwIfAborted(signal);
    if (await create(path, content)) return hold(path, content);
    const found = await inspect(path);
    if (found === null) continue;
    if (seen?.content !== found.content || seen.touchedMs !== found.touchedMs) {
      seen = { ...found, sinceMs: clock.now() };
    }
    const alive = found.identity === null ? null : isProcessAlive(found.identity);
    // Silence counts against a living process too: its number may be that of the dead holder, given out again.
    if (alive === false || clock.now() - seen.sinceMs >= staleMs) {
      await discard(path, found.content);
      continue;
    }
    await clock.sleep(pollMs, signal);
  }
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (caught) {
    if ((caught as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw caught;
  }
}

function hold(path: string, content: string): () => Promise<void> {
  const timer = setInterval(() => {
    const now = new Date();
    // A failed heartbeat only brings the takeover nearer, and a takeover is harmless.
    utimes(path, now, now).catch(() => clearInterval(timer));
  }, heartbeatMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    const found = await inspect(path);
    if (found?.content === content) await unlinkIfThere(path);
  };
}

async function inspect(path: string) {
  try {
    const [content, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { content, touchedMs: mtimeMs, identity: parseProcessIdentity(parseOrNull(content)) };
  } catch (caught) {
    if ((caught as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw caught;
  }
}

/** Moves the lock aside before deleting it, so that of several waiters only one removes a given file. */
async function discard(path: string, expected: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (caught) {
    if ((caught as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw caught;
  }
  const moved = await readFile(aside, 'utf8');
  // Another waiter was faster and this is its new lock: give it back.
  if (moved !== expected) await create(path, moved);
  await unlinkIfThere(aside);
}

export async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (caught) {
    if ((caught as NodeJS.ErrnoException).code !== 'ENOENT') throw caught;
  }
}

/** null for text that is not JSON: a lock whose writer died, or has not finished, between creating and writing it. */
export function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
