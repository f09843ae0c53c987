import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a file into the folder of checkpoints and removes it. Without that nobody would learn that nothing is kept: a
 * checkpoint that cannot be written never fails what it should only speed up.
 * @throws what the file system says
 */
export async function requireCheckpointFolder(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const probe = join(directory, `.probe-${randomUUID()}`);
  await writeFile(probe, '', { flag: 'wx' });
  await rm(probe, { force: true });
}
