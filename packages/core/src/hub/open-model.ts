import { ModelTraceError } from '../errors.ts';
import { createBlobCache } from './blob-cache.ts';
import { type Clock, systemClock, throwIfAborted } from './clock.ts';
import { openDirectorySource } from './directory-source.ts';
import { createHubClient } from './hub-client.ts';
import { openHubSource } from './hub-source.ts';
import { openHubStream } from './hub-stream.ts';
import { findModelDirectory } from './model-directory.ts';
import { checkModelId, checkRevision, invalidModelId, isHubId } from './model-id.ts';
import type { ModelSource } from './model-source.ts';
import { defaultRetryPolicy, type RetryPolicy } from './retry.ts';

export interface OpenModelOptions {
  /** Directories under which a model may lie; null: any directory (the command line). */
  roots: readonly string[] | null;
  /** Content-addressed download cache. */
  cacheDir: string;
  cacheMaxBytes: number;
  /** Room that is left on the disk of the cache: what would take of it is not fetched. Default 0. */
  cacheMinFreeBytes?: number;
  /** Read files of the Hub by parts, straight into memory: nothing is written to the cache, and nothing taken from it. */
  stream?: boolean;
  /** Hub to talk to, default https://huggingface.co. */
  hubEndpoint?: string;
  hubToken?: string;
  fetch?: typeof fetch;
  /** Time and chance for retries; the system's own by default. */
  clock?: Clock;
  retry?: Partial<RetryPolicy>;
  /** Longest silence of the Hub before a connection counts as cut, default 60 s. */
  idleTimeoutMs?: number;
}

/**
 * Opens a model by Hub id or directory, resolving a revision to a commit once.
 *
 * `/x`, `./x`, `../x` and `~/x` are directories. Anything else is a directory when one of that name exists and is allowed
 * (see findModelDirectory: relative to the working directory, then to each root), otherwise a Hub id `owner/name` or `name`.
 * No file is fetched before it is read or opened.
 *
 * @param options.signal  also ends later reads of the model
 * @throws MODEL_ID_INVALID, MODEL_PATH_FORBIDDEN, MODEL_NOT_FOUND, MODEL_GATED, MODEL_UNAUTHORIZED, REVISION_NOT_FOUND,
 *   HUB_RATE_LIMITED, HUB_UNAVAILABLE
 */
export async function openModel(
  id: string,
  options: OpenModelOptions & { revision?: string; signal?: AbortSignal },
): Promise<ModelSource> {
  const { revision, signal, clock = systemClock } = options;
  throwIfAborted(signal);
  checkModelId(id);
  const directory = await findModelDirectory(id, options.roots);
  if (directory !== null) {
    if (revision !== undefined) {
      throw new ModelTraceError('VALIDATION_FAILED', `A directory has no revisions: ${JSON.stringify(revision)}`, {
        fix: 'Leave the revision out, or give a Hub id.',
      });
    }
    return openDirectorySource(id, { directory, signal, clock });
  }
  if (!isHubId(id)) throw invalidModelId(id, 'a Hub id is owner/name, and there is no such directory');
  if (revision !== undefined) checkRevision(revision);
  const client = createHubClient({
    endpoint: options.hubEndpoint ?? 'https://huggingface.co',
    token: options.hubToken === '' ? undefined : options.hubToken,
    model: id,
    revision: revision ?? 'main',
    fetch: options.fetch ?? fetch,
    clock,
    retry: { ...defaultRetryPolicy, ...options.retry },
    idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
  });
  const asked = { id, revision: revision ?? 'main', client, signal };
  if (options.stream) return openHubStream(asked);
  const cache = createBlobCache({
    directory: options.cacheDir,
    maxBytes: options.cacheMaxBytes,
    minFreeBytes: options.cacheMinFreeBytes,
  });
  return openHubSource({ ...asked, cache, cacheDir: options.cacheDir });
}
