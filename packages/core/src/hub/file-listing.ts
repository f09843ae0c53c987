import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blob } from './blob.ts';
import { parseOrNull } from './file-lock.ts';
import { isCommitHash } from './model-id.ts';
import type { ModelFile } from './model-source.ts';

/** The files of a repository at a commit: fixed for ever, hence kept beside the blobs for work without network. */
export interface FileListing {
  /** The repository's present name. */
  name: string;
  commit: string;
  files: ReadonlyMap<string, Blob>;
}

/** What the listing says of each file to readers of the model. */
export function statedFiles({ files }: FileListing): ReadonlyMap<string, ModelFile> {
  return new Map(
    [...files].map(([path, { sizeBytes, algorithm, digest }]) => [
      path,
      { sizeBytes, sha256: algorithm === 'sha256' ? digest : null },
    ]),
  );
}

interface ListingKey {
  endpoint: string;
  /** As the user wrote it, so that a renamed repository is found under both names. */
  id: string;
}

/** null when it is not cached, or unreadable: then the Hub is asked again. */
export async function readListing(
  directory: string,
  key: ListingKey & { commit: string },
): Promise<FileListing | null> {
  let text: string;
  try {
    text = await readFile(listingPath(directory, key), 'utf8');
  } catch (caught) {
    if ((caught as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw caught;
  }
  const stored = parseOrNull(text) as { name: string; commit: string; files: [string, Blob][] } | null;
  if (stored === null || stored.commit !== key.commit) return null;
  return { name: stored.name, commit: stored.commit, files: new Map(stored.files) };
}

export async function writeListing(directory: string, key: ListingKey, listing: FileListing): Promise<void> {
  const path = listingPath(directory, { ...key, commit: listing.commit });
  await mkdir(directory, { recursive: true });
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, JSON.stringify({ ...listing, files: [...listing.files] }));
  await rename(aside, path);
}

function listingPath(directory: string, { endpoint, id, commit }: ListingKey & { commit: string }): string {
  if (!isCommitHash(commit)) throw new TypeError(`not a commit hash: ${commit}`);
  const key = createHash('sha256').update(`${endpoint}\n${id}`).digest('hex').slice(0, 16);
  return join(directory, `${key}-${commit}.json`);
}
