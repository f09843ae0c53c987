import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ownRepository = fileURLToPath(new URL('../../../../', import.meta.url));

/**
 * Commit of the code that computes, for the record of a result: from the repository's own files where there is one (a clone
 * or a worktree of one), else null (an image sets it through its configuration).
 */
export function codeCommit(repository = ownRepository): string | null {
  // Of a worktree `.git` is a file that names its directory. There is its HEAD; branches are those of the clone.
  const link = /^gitdir: (.+)$/m.exec(readIfThere(join(repository, '.git')) ?? '')?.[1];
  const git = resolve(repository, link ?? '.git');
  const common = resolve(git, readIfThere(join(git, 'commondir'))?.trim() ?? '.');
  const head = readIfThere(join(git, 'HEAD'))?.trim();
  if (head === undefined) return null;
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  if (ref === undefined) return head;
  const loose = readIfThere(join(common, ref))?.trim();
  if (loose !== undefined) return loose;
  const packed = readIfThere(join(common, 'packed-refs'))
    ?.split('\n')
    .find((line) => line.endsWith(` ${ref}`));
  return packed?.split(' ')[0] ?? null;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // EISDIR: `.git` of a clone.
    if (error instanceof Error && 'code' in error && /^(ENOENT|ENOTDIR|EISDIR)$/.test(String(error.code)))
      return undefined;
    throw error;
  }
}
