import { type Blob, startBlobHash } from './blob.ts';

export interface WholeFileHash {
  /**
   * Takes a part of the file, in any order, parts may overlap.
   * @returns whether the content is that of the digest, when this part was the last one missing; else null
   */
  add(bytes: Uint8Array, position: number): boolean | null;
}

/**
 * The digest of a file that arrives in parts. A hash takes bytes in order only, so the parts are kept until all are there:
 * memory O(size), which is for the caller to bound.
 */
export function wholeFileHash(blob: Blob): WholeFileHash {
  let content: Uint8Array | null = null;
  /** Disjoint, ascending, not touching. */
  let covered: { start: number; end: number }[] = [];
  let done = false;
  return {
    add(bytes, position) {
      if (done) return null;
      content ??= new Uint8Array(blob.sizeBytes);
      content.set(bytes, position);
      let start = position;
      let end = position + bytes.byteLength;
      const apart = covered.filter((part) => part.end < start || part.start > end);
      for (const part of covered) {
        if (part.end < position || part.start > position + bytes.byteLength) continue;
        start = Math.min(start, part.start);
        end = Math.max(end, part.end);
      }
      covered = [...apart, { start, end }].sort((a, b) => a.start - b.start);
      if (start > 0 || end < blob.sizeBytes) return null;
      const right = startBlobHash(blob).update(content).digest('hex') === blob.digest;
      done = true;
      content = null;
      return right;
    },
  };
}
