export interface PlannedRead {
  readonly position: number;
  readonly into: { readonly byteLength: number };
}

export interface ByteRange<Read> {
  start: number;
  /** Behind the last byte. */
  end: number;
  /** All reads that want a byte of it, by position. */
  reads: Read[];
}

export interface RangeLimits {
  /** Longest stretch that nobody asked for and that is fetched to spare a request. */
  maxGapBytes: number;
  /** Bytes that all such stretches of this plan may have together; the shortest come first. */
  gapBudgetBytes: number;
  /** Requests that will be under way at a time: work is split so that each has some. */
  inFlight: number;
  /** Bounds of what a request is for, beyond which work is split and below which it is not. */
  minRangeBytes: number;
  maxRangeBytes: number;
}

/**
 * The requests that serve some reads: reads that touch or nearly touch become one range, long ranges are split into even
 * parts. Every byte asked for is in exactly one range. O(n log n).
 * @returns ranges by position, and the bytes in them that nobody asked for
 */
export function planRanges<Read extends PlannedRead>(
  reads: readonly Read[],
  limits: RangeLimits,
): { ranges: ByteRange<Read>[]; gapBytes: number } {
  const stretches: ByteRange<Read>[] = [];
  for (const read of reads.toSorted((a, b) => a.position - b.position)) {
    const end = read.position + read.into.byteLength;
    const last = stretches.at(-1);
    if (last === undefined || read.position > last.end) {
      stretches.push({ start: read.position, end, reads: [read] });
    } else {
      last.end = Math.max(last.end, end);
      last.reads.push(read);
    }
  }
  const { joined, gapBytes } = bridge(stretches, limits);
  const total = joined.reduce((sum, { start, end }) => sum + end - start, 0);
  const size = Math.min(limits.maxRangeBytes, Math.max(limits.minRangeBytes, Math.ceil(total / limits.inFlight)));
  return { ranges: joined.flatMap((stretch) => split(stretch, size)), gapBytes };
}

/** Joins neighbours over the shortest gaps, as far as the budget goes. */
function bridge<Read>(
  stretches: readonly ByteRange<Read>[],
  { maxGapBytes, gapBudgetBytes }: RangeLimits,
): { joined: ByteRange<Read>[]; gapBytes: number } {
  const gapBefore = (index: number) => stretches[index].start - stretches[index - 1].end;
  const narrow = Array.from({ length: Math.max(0, stretches.length - 1) }, (_, i) => i + 1)
    .filter((index) => gapBefore(index) <= maxGapBytes)
    .sort((a, b) => gapBefore(a) - gapBefore(b));
  const bridged = new Set<number>();
  let gapBytes = 0;
  for (const index of narrow) {
    if (gapBytes + gapBefore(index) > gapBudgetBytes) break;
    gapBytes += gapBefore(index);
    bridged.add(index);
  }
  const joined: ByteRange<Read>[] = [];
  for (const [index, { start, end, reads }] of stretches.entries()) {
    const last = joined.at(-1);
    if (last !== undefined && bridged.has(index)) {
      last.end = end;
      for (const read of reads) last.reads.push(read);
    } else joined.push({ start, end, reads: [...reads] });
  }
  return { joined, gapBytes };
}

function split<Read extends PlannedRead>({ start, end, reads }: ByteRange<Read>, size: number): ByteRange<Read>[] {
  const parts = Math.ceil((end - start) / size);
  if (parts === 1) return [{ start, end, reads }];
  return Array.from({ length: parts }, (_, part) => {
    const from = start + Math.floor(((end - start) * part) / parts);
    const to = start + Math.floor(((end - start) * (part + 1)) / parts);
    return {
      start: from,
      end: to,
      reads: reads.filter(({ position, into }) => position < to && position + into.byteLength > from),
    };
  });
}
