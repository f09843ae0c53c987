import { join } from 'node:path';
import { ModelTraceError } from '../errors.ts';
import type { BlobCache } from './blob-cache.ts';
import { anySignal, throwIfAborted } from './clock.ts';
import { downloadBlob } from './download-blob.ts';
import { type FileListing, readListing, statedFiles, writeListing } from './file-listing.ts';
import type { HubClient } from './hub-client.ts';
import { fetchListing, fileUrl } from './hub-listing.ts';
import { localFile } from './local-file.ts';
import { isCommitHash, quoteId } from './model-id.ts';
import type { ModelSource } from './model-source.ts';
import { readWholeText } from './read-whole-text.ts';

export interface HubSourceOptions {
  id: string;
  revision: string;
  client: HubClient;
  cache: BlobCache;
  cacheDir: string;
  signal?: AbortSignal;
}

/**
 * A model of the Hub, pinned: the revision is resolved once, every later request names the commit. A commit whose list of
 * files is cached needs no resolving, and no network at all once its files are cached.
 * @throws MODEL_NOT_FOUND, REVISION_NOT_FOUND, MODEL_GATED, MODEL_UNAUTHORIZED, HUB_RATE_LIMITED, HUB_UNAVAILABLE
 */
export async function openHubSource(options: HubSourceOptions): Promise<ModelSource> {
  const { id, revision, client, cache } = options;
  const listing = await resolveListing(options);

  const openFile: ModelSource['open'] = async (path, { signal, onBytes } = {}) => {
    const blob = listing.files.get(path);
    if (blob === undefined) {
      throw new ModelTraceError('FILE_NOT_FOUND', `${quoteId(id)} has no file ${quoteId(path)} at ${listing.commit}`);
    }
    const either = anySignal(options.signal, signal);
    throwIfAborted(either);
    const url = fileUrl(client, listing, path);
    const { handle, release } = await cache.acquire({
      blob,
      signal: either,
      fetchInto: (into) => downloadBlob({ client, url, path, blob, into, signal: either, onBytes }),
    });
    return localFile({ handle, name: path, sizeBytes: blob.sizeBytes, mayChange: false, onClose: release });
  };
  const files = statedFiles(listing);
  return {
    id,
    origin: 'hub',
    revision,
    commit: listing.commit,
    files,
    readText: (path, limits) => readWholeText({ path, files, ...limits, open: () => openFile(path) }),
    open: openFile,
  };
}

async function resolveListing({ id, revision, client, cacheDir, signal }: HubSourceOptions): Promise<FileListing> {
  const directory = join(cacheDir, 'listings');
  const key = { endpoint: client.endpoint, id };
  if (isCommitHash(revision)) {
    const cached = await readListing(directory, { ...key, commit: revision });
    if (cached !== null) return cached;
  }
  const listing = await fetchListing({ id, revision, client, signal });
  await writeListing(directory, key, listing);
  return listing;
}
