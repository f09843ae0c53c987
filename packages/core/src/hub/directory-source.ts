import { constants } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ModelTraceError } from '../errors.ts';
import { throwIfAborted } from './clock.ts';
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
}

/** @throws MODEL_ID_INVALID when it cannot be one model */
export async function openDirectorySource(
  id: string,
  { directory, signal }: DirectorySourceOptions,
): Promise<ModelSource> {
  const files = await listFiles(id, directory.path);

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
    readText: (path, limits) => readWholeText({ path, files, ...limits, open: () => openFile(path) }),
    async open(path, options = {}) {
      throwIfAborted(signal);
      throwIfAborted(options.signal);
      return openFile(path);
    },
  };
}

async function listFiles(id: string, root: string): Promise<Map<string, ModelFile>> {
  const files = new Map<string, ModelFile>();
  async function walk(directory: string, depth: number): Promise<void> {
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      // `.git`, `.cache`, editor files: never part of a model.
      if (entry.name.startsWith('.')) continue;
      const path = join(directory, entry.name);
      if (entry.isDirectory()) {
        if (depth < maxDepth) await walk(path, depth + 1);
        continue;
      }
      const found = await statOrNull(path);
      if (found === null || !found.isFile()) continue;
      files.set(relative(root, path).split(sep).join('/'), {
        ...{ sizeBytes: found.size, sha256: null, modifiedMs: found.mtimeMs },
      });
      if (files.size > maxFiles) {
        throw new ModelTraceError('MODEL_ID_INVALID', `${quoteId(id)} holds more than ${maxFiles} files`, {
          fix: 'Give the directory of one model: the one with its config.json.',
        });
      }
    }
  }
  await walk(root, 0);
  return files;
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
