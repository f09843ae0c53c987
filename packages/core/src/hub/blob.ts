import { createHash, type Hash } from 'node:crypto';

/** Content known by its digest before it is fetched. */
export interface Blob {
  sizeBytes: number;
  /** `sha256` of the content (LFS files), or git's `sha1` of `blob <size>\0` and the content (all others). */
  algorithm: 'sha256' | 'git-sha1';
  /** Lower-case hex. */
  digest: string;
}

/** File name in the cache. */
export function blobName({ algorithm, digest }: Blob): string {
  return `${algorithm}-${digest}`;
}

/** A hash that ends in `blob.digest` once the content went through it. */
export function startBlobHash({ algorithm, sizeBytes }: Blob): Hash {
  return algorithm === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${sizeBytes}\0`);
}
