import { readFileSync } from 'node:fs';

const repository = new URL('../../../../', import.meta.url);

/**
 * Commit of the code that computes, for the record of a result: from the repository's own files where there is one (a clone),
 * else null (an image sets it through its configuration).
 */
export function codeCommit(): string | null {
  const head = readIfThere('.git/HEAD')?.trim();
  if (head === undefined) return null;
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  if (ref === undefined) return head;
  const loose = readIfThere(`.git/${ref}`)?.trim();
  if (loose !== undefined) return loose;
  const packed = readIfThere('.git/packed-refs')
    ?.split('\n')
    .find((line) => line.endsWith(` ${ref}`));
  return packed?.split(' ')[0] ?? null;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, repository), 'utf8');
  } catch (error) {
    // ENOTDIR: in a git worktree `.git` is a file; its commit is not worth following the link for.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}
