import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes what a job kept; nothing happens where it kept nothing. */
export async function removeCheckpoints(directory: string, job: string): Promise<void> {
  await rm(join(directory, job), { recursive: true, force: true });
}

/** Jobs that have something there and were last written to before `before`. */
export async function listCheckpoints(directory: string, before: Date): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const jobs = await Promise.all(
    entries.map(async (entry) => {
      if (!entry.isDirectory()) return [];
      const found = await stat(join(directory, entry.name)).catch(() => null);
      return found !== null && found.mtime < before ? [entry.name] : [];
    }),
  );
  return jobs.flat();
}
