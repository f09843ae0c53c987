import { constants, type Stats } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ModelTraceError } from '../errors.ts';
import { type Clock, throwIfAborted } from './clock.ts';
import { localFile } from './local-file.ts';
import { isUnderAny, type ModelDirectory } from './model-directory.ts';
import { quoteId } from './model-id.ts';
import type { ModelFile, ModelSource, RandomAccessFile } from './model-source.ts';
import { readWholeText } from './read-whole-text.ts';

/** A published model has tens of files; more than this is a home directory or a disk, given by mistake. */
const maxFiles = 10_000;
/** Weights lie at the top or one level below; deeper levels hold training runs and caches. */
const maxDepth = 2;

interface DirectorySourceOptions {
  /** As findModelDirectory gave it. */
  directory: ModelDirectory;
  signal?: AbortSignal;
  clock: Clock;
}

/** @throws MODEL_ID_INVALID when it cannot be one model */
export async function openDirectorySource(
  id: string,
  { directory, signal, clock }: DirectorySourceOptions,
): Promise<ModelSource> {
  const { files, state } = await listFiles(id, { root: directory.path, clock });

  async function openFile(path: string): Promise<RandomAccessFile> {
    const listed = files.get(path);
    if (listed === undefined) {
      throw new ModelTraceError('FILE_NOT_FOUND', `The directory ${quoteId(id)} has no file ${quoteId(path)}`);
    }
    const real = await realpath(join(directory.path, path));
    if (!isUnderAny(real, directory.roots)) {
      throw new ModelTraceError(
        'MODEL_PATH_FORBIDDEN',
        `${quoteId(path)} of ${quoteId(id)} is a link to a file outside the allowed model roots`,
        { fix: 'Copy the file into the model directory.' },
      );
    }
    // Links are resolved above, so a link here was put in since; NONBLOCK because opening a named pipe would hang.
    const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = await handle.stat();
    if (!found.isFile() || found.size !== listed.sizeBytes) {
      await handle.close();
      throw new ModelTraceError('FILE_CHANGED', `${path} changed since the model was opened`);
    }
    return localFile({ handle, name: path, sizeBytes: found.size, mayChange: true });
  }

  return {
    id,
    origin: 'directory',
    revision: null,
    commit: null,
    files,
    ...(state !== null && { state }),
    readText: (path, limits) => readWholeText({ path, files, ...limits, open: () => openFile(path) }),
    async open(path, options = {}) {
      throwIfAborted(signal);
      throwIfAborted(options.signal);
      return openFile(path);
    },
  };
}

/** Two changes within this time may have the same times: file systems count in ticks, some of whole seconds. */
const settledMs = 2_000;

async function listFiles(
  id: string,
  { root, clock }: { root: string; clock: Clock },
): Promise<{ files: Map<string, ModelFile>; state: string | null }> {
  const listedAt = clock.now();
  const found: { path: string; stats: Stats }[] = [];
  async function walk(directory: string, depth: number): Promise<void> {
    const entries = await readdir(directory, { withFileTypes: true });
    // `.git`, `.cache`, editor files: never part of a model.
    const shown = entries.filter(({ name }) => !name.startsWith('.'));
    const files = shown.filter((entry) => !entry.isDirectory()).map(({ name }) => join(directory, name));
    if (found.length + files.length > maxFiles) throw tooManyFiles(id);
    const stats = await Promise.all(files.map(statOrNull));
    for (const [i, path] of files.entries()) if (stats[i]?.isFile()) found.push({ path, stats: stats[i] });
    if (depth === maxDepth) return;
    for (const entry of shown) if (entry.isDirectory()) await walk(join(directory, entry.name), depth + 1);
  }
  await walk(root, 0);
  const files = new Map<string, ModelFile>();
  for (const { path, stats } of found)
    files.set(relative(root, path).split(sep).join('/'), {
      ...{ sizeBytes: stats.size, sha256: null, modifiedMs: stats.mtimeMs },
    });
  const changedMs = found.reduce((latest, { stats }) => Math.max(latest, stats.ctimeMs, stats.mtimeMs), 0);
  if (changedMs > listedAt - settledMs) return { files, state: null };
  const parts = found.map(({ path, stats }) => [path, stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs]);
  return { files, state: JSON.stringify(parts) };
}

function tooManyFiles(id: string): ModelTraceError {
  return new ModelTraceError('MODEL_ID_INVALID', `${quoteId(id)} holds more than ${maxFiles} files`, {
    fix: 'Give the directory of one model: the one with its config.json.',
  });
}

/** null for a dangling link: it is as good as absent. */
async function statOrNull(path: string) {
  try {
    return await stat(path);
  } catch (caught) {
    if (['ENOENT', 'ELOOP', 'ENOTDIR', 'EACCES'].includes((caught as NodeJS.ErrnoException).code ?? '')) return null;
    throw caught;
  }
}
