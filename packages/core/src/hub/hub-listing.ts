import { listFiles, modelInfo } from '@huggingface/hub';
import { ModelTraceError } from '../errors.ts';
import type { Blob } from './blob.ts';
import type { FileListing } from './file-listing.ts';
import type { HubClient } from './hub-client.ts';
import { isCommitHash, isHubId, quoteId } from './model-id.ts';

/** The Hub's largest repositories have some ten thousand files; listing takes a request per thousand. */
const maxFiles = 100_000;
/** Folders are listed too, hence more than files by the thousand. */
const maxPages = 500;

interface FetchListingOptions {
  id: string;
  revision: string;
  client: HubClient;
  signal?: AbortSignal;
}

/**
 * Resolves a revision and lists the files at its commit.
 * @throws MODEL_NOT_FOUND, REVISION_NOT_FOUND, MODEL_GATED, MODEL_UNAUTHORIZED, HUB_RATE_LIMITED, HUB_UNAVAILABLE
 */
export async function fetchListing({ id, revision, client, signal }: FetchListingOptions): Promise<FileListing> {
  const fetch = limitCalls(id, client.apiFetch(signal));
  return fromHub(id, async () => {
    const info = await modelInfo({ name: id, revision, hubUrl: client.endpoint, fetch, additionalFields: ['sha'] });
    // A renamed repository answers under its new name; asking there spares a redirect per file.
    const name = typeof info.name === 'string' && isHubId(info.name) ? info.name : id;
    const commit = info.sha;
    if (typeof commit !== 'string' || !isCommitHash(commit)) throw notTheHub(id, 'no commit hash');
    const files = new Map<string, Blob>();
    const repo = { type: 'model', name } as const;
    for await (const entry of listFiles({ repo, revision: commit, recursive: true, hubUrl: client.endpoint, fetch })) {
      if (entry.type !== 'file') continue;
      if (files.size === maxFiles) {
        throw new ModelTraceError('FILE_TOO_LARGE', `${quoteId(id)} has more than ${maxFiles} files`);
      }
      files.set(checkPath(id, entry.path), toBlob(id, entry));
    }
    return { name, commit, files };
  });
}

/** An answer whose link to the next page leads back to itself would be followed for ever. */
function limitCalls(id: string, fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  let calls = 0;
  return (...args) => {
    if (++calls > maxPages) throw notTheHub(id, `more than ${maxPages} pages of files`);
    return fetch(...args);
  };
}

/** Whatever the library makes of an answer that is not the Hub's: HTML of a proxy, another schema. */
async function fromHub<T>(id: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (caught) {
    if (caught instanceof SyntaxError || caught instanceof TypeError) throw notTheHub(id, 'no such JSON', caught);
    throw caught;
  }
}

interface TreeEntry {
  path: string;
  size: number;
  oid?: string;
  lfs?: { oid: string; size: number };
}

function toBlob(id: string, { path, size, oid, lfs }: TreeEntry): Blob {
  const sizeBytes = lfs?.size ?? size;
  const digest = lfs?.oid ?? oid ?? '';
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || !/^[0-9a-f]+$/.test(digest)) {
    throw notTheHub(id, `no size and hash of ${quoteId(path)}`);
  }
  // A repository in git's SHA-256 format would have 64 digits without LFS; the Hub has none.
  if (digest.length !== (lfs ? 64 : 40)) throw notTheHub(id, `a hash of ${digest.length} digits`);
  return { sizeBytes, digest, algorithm: lfs ? 'sha256' : 'git-sha1' };
}

function checkPath(id: string, path: string): string {
  const harmless = typeof path === 'string' && !path.includes('\\') && !/\p{Cc}/u.test(path);
  if (!harmless || path.split('/').some((segment) => ['', '.', '..'].includes(segment))) {
    throw notTheHub(id, `the file name ${quoteId(String(path))}`);
  }
  return path;
}

function notTheHub(id: string, what: string, cause?: unknown): ModelTraceError {
  return new ModelTraceError('HUB_UNAVAILABLE', `The answer about ${quoteId(id)} is not the Hub's: it has ${what}`, {
    cause,
    fix: 'Check HF_ENDPOINT and any proxy in between.',
  });
}

/** Where the Hub gives a file of a listing, at its commit. */
export function fileUrl({ endpoint }: HubClient, { name, commit }: FileListing, path: string): string {
  return `${endpoint}/${name}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
}
