import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { ModelTraceError } from '../errors.ts';
import { invalidModelId, isPathLike, quoteId } from './model-id.ts';

export interface ModelDirectory {
  /** With every symbolic link resolved. */
  path: string;
  /** Real paths under which every file must lie; null: anywhere. */
  roots: readonly string[] | null;
}

/**
 * The directory that a model id means, or null when it means none (then it may be a Hub id).
 *
 * `/x`, `./x`, `../x` and `~/x` always mean a directory. Any other id (`g0`, `examples/models/g0`, `owner/name`) means one
 * when it exists and is allowed; otherwise it is left to the Hub. A relative path is tried under the working directory,
 * then under each root. With `roots`, what the path resolves to must lie under a root, links followed; a path elsewhere
 * gets the same answer whether it exists or not, so that nobody can probe the disk.
 * @throws MODEL_PATH_FORBIDDEN, MODEL_NOT_FOUND, MODEL_ID_INVALID
 */
export async function findModelDirectory(id: string, roots: readonly string[] | null): Promise<ModelDirectory | null> {
  const realRoots = roots === null ? null : await Promise.all(roots.map(realPathOrSelf));
  const path = id === '~' || id.startsWith('~/') ? join(homedir(), id.slice(1)) : id;
  const candidates = [resolve(path), ...(isAbsolute(path) ? [] : (roots ?? []).map((root) => resolve(root, path)))];
  const mustBeDirectory = isPathLike(id);
  let missing = false;
  for (const candidate of candidates) {
    const real = await realPathOrNull(candidate);
    if (real === null) {
      missing ||= isUnderAny(candidate, roots) || isUnderAny(candidate, realRoots);
      continue;
    }
    if (!isUnderAny(real, realRoots)) continue;
    if ((await stat(real)).isDirectory()) return { path: real, roots: realRoots };
    if (mustBeDirectory) throw invalidModelId(id, 'it is a file, not a directory');
  }
  if (!mustBeDirectory) return null;
  if (missing) {
    throw new ModelTraceError('MODEL_NOT_FOUND', `There is no directory ${quoteId(id)}`, {
      fix: 'Check the path, or give a Hub id such as openai-community/gpt2.',
    });
  }
  throw new ModelTraceError('MODEL_PATH_FORBIDDEN', `The directory ${quoteId(id)} is outside the allowed model roots`, {
    fix: 'Put the model under a directory listed in MODEL_ROOTS.',
  });
}

/** Whether an absolute path lies under one of the roots, or is one; null: any path does. */
export function isUnderAny(path: string, roots: readonly string[] | null): boolean {
  if (roots === null) return true;
  return roots.some((root) => {
    const base = resolve(root);
    return path === base || path.startsWith(base.endsWith(sep) ? base : base + sep);
  });
}

async function realPathOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (caught) {
    const code = (caught as NodeJS.ErrnoException).code;
    // All of them mean "nothing readable is there": absent, a file in the middle, a loop of links, too long, no permission.
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES'].includes(code ?? '')) return null;
    throw caught;
  }
}

async function realPathOrSelf(path: string): Promise<string> {
  return (await realPathOrNull(path)) ?? resolve(path);
}
