import { ModelTraceError } from '../errors.ts';
import type { Blob } from './blob.ts';
import { anySignal, throwIfAborted } from './clock.ts';
import { statedFiles } from './file-listing.ts';
import type { HubClient } from './hub-client.ts';
import { fetchListing, fileUrl } from './hub-listing.ts';
import { quoteId } from './model-id.ts';
import type { ModelSource } from './model-source.ts';
import { readWholeText } from './read-whole-text.ts';
import { createRangeQueue, remoteFile } from './remote-file.ts';
import { remoteObject } from './remote-object.ts';

export interface HubStreamOptions {
  id: string;
  revision: string;
  client: HubClient;
  signal?: AbortSignal;
}

/**
 * A model of the Hub read in place: parts of files come into memory when they are read, nothing is written to disk. The
 * revision is resolved once, every later request names the commit. Texts come whole and are verified; of other files those
 * are that are small and of which every byte was read (see remoteFile).
 * @throws MODEL_NOT_FOUND, REVISION_NOT_FOUND, MODEL_GATED, MODEL_UNAUTHORIZED, HUB_RATE_LIMITED, HUB_UNAVAILABLE
 */
export async function openHubStream(options: HubStreamOptions): Promise<ModelSource> {
  const { id, revision, client } = options;
  const listing = await fetchListing(options);
  const files = statedFiles(listing);
  const queue = createRangeQueue();

  function blobOf(path: string): Blob {
    const blob = listing.files.get(path);
    if (blob !== undefined) return blob;
    throw new ModelTraceError('FILE_NOT_FOUND', `${quoteId(id)} has no file ${quoteId(path)} at ${listing.commit}`);
  }

  const openFile = async (
    path: string,
    { signal, onBytes, verify = 'small' }: Parameters<ModelSource['open']>[1] & { verify?: 'always' | 'small' } = {},
  ) => {
    const blob = blobOf(path);
    const either = anySignal(options.signal, signal);
    throwIfAborted(either);
    const url = fileUrl(client, listing, path);
    const object = remoteObject({ client, url, path, commit: listing.commit, blob });
    return remoteFile({ client, object, path, blob, queue, verify, signal: either, onBytes });
  };
  return {
    id,
    origin: 'hub',
    streamed: true,
    revision,
    commit: listing.commit,
    files,
    readText: (path, limits) =>
      readWholeText({ path, files, ...limits, open: () => openFile(path, { verify: 'always' }) }),
    open: (path, opening) => openFile(path, opening),
  };
}
