import { quoteName } from '../parse-header.ts';
import type { Invalid } from './invalid-container.ts';

/** One entry as the central directory states it. */
export interface ZipRecord {
  name: string;
  rawName: Uint8Array;
  flags: number;
  /** 0 is stored. */
  method: number;
  /** Bytes in the archive; for a stored entry those of the content. */
  storedBytes: number;
  sizeBytes: number;
  /** Byte of the file where the local header begins. */
  headerPosition: number;
}

const headerBytes = 46;
const saturated32 = 0xffffffff;
const encrypted = 1;

/**
 * Parses the central directory of a zip archive.
 * @param bytes  the directory, all of it
 * @throws what `invalid` makes, for anything but exactly `entries` well-formed records of different names
 */
export function parseZipDirectory(
  bytes: Uint8Array,
  { entries, invalid }: { entries: number; invalid: Invalid },
): ZipRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names = new Set<string>();
  const records: ZipRecord[] = [];
  let at = 0;
  while (records.length < entries) {
    if (at + headerBytes > bytes.byteLength || view.getUint32(at, true) !== 0x02014b50) {
      throw invalid(`record ${records.length} of its directory is not one`);
    }
    const nameEnd = at + headerBytes + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const end = extraEnd + view.getUint16(at + 32, true);
    if (end > bytes.byteLength) throw invalid(`record ${records.length} of its directory is cut off`);
    const rawName = bytes.subarray(at + headerBytes, nameEnd);
    const name = decodeName(rawName, invalid);
    if (names.has(name)) throw invalid(`${quoteName(name)} occurs twice`, { entry: name });
    names.add(name);
    const flags = view.getUint16(at + 8, true);
    if (flags & encrypted) throw invalid(`entry ${quoteName(name)} is encrypted`, { entry: name });
    const method = view.getUint16(at + 10, true);
    const wide = readWideFields(view, {
      at,
      extraStart: nameEnd,
      extraEnd,
      wrong: (what) => invalid(`entry ${quoteName(name)} ${what}`),
    });
    if (method === 0 && wide.storedBytes !== wide.sizeBytes) {
      throw invalid(`entry ${quoteName(name)} is stored, but its two sizes differ`, { entry: name });
    }
    records.push({ name, rawName, flags, method, ...wide });
    at = end;
  }
  if (at !== bytes.byteLength) throw invalid(`${bytes.byteLength - at} bytes of its directory belong to no record`);
  return records;
}

/** Sizes and place, from the zip64 extra field where the 32-bit fields say so. */
function readWideFields(
  view: DataView,
  options: { at: number; extraStart: number; extraEnd: number; wrong: (what: string) => Error },
): Pick<ZipRecord, 'storedBytes' | 'sizeBytes' | 'headerPosition'> {
  const { at, extraStart, extraEnd, wrong } = options;
  let wideAt = 0;
  let wideEnd = 0;
  for (let i = extraStart; i < extraEnd; ) {
    const dataEnd = i + 4 <= extraEnd ? i + 4 + view.getUint16(i + 2, true) : Number.POSITIVE_INFINITY;
    if (dataEnd > extraEnd) throw wrong('has a malformed extra field');
    if (view.getUint16(i, true) === 1) {
      if (wideAt !== 0) throw wrong('has two zip64 fields');
      wideAt = i + 4;
      wideEnd = dataEnd;
    }
    i = dataEnd;
  }
  const read = (field: number): number => {
    const narrow = view.getUint32(at + field, true);
    if (narrow !== saturated32) return narrow;
    if (wideAt + 8 > wideEnd) throw wrong('lacks its zip64 field');
    const value = view.getBigUint64(wideAt, true);
    wideAt += 8;
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw wrong(`has a size or place of ${value}`);
    return Number(value);
  };
  // In the order of the format: content, archive, place.
  const sizeBytes = read(24);
  const storedBytes = read(20);
  const headerPosition = read(42);
  return { sizeBytes, storedBytes, headerPosition };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeName(raw: Uint8Array, invalid: Invalid): string {
  try {
    return decoder.decode(raw);
  } catch {
    throw invalid('an entry has a name that is not UTF-8');
  }
}
