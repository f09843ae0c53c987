import type { RandomAccessFile } from '../../hub/index.ts';
import { concurrently } from '../concurrently.ts';
import { quoteName } from '../parse-header.ts';
import { type Invalid, invalidContainer } from './invalid-container.ts';
import { parseZipDirectory, type ZipRecord } from './parse-zip-directory.ts';

export interface ZipEntry {
  /** First byte of the content in the file. */
  position: number;
  sizeBytes: number;
  /** False when the content is compressed, hence cannot be read in place. */
  stored: boolean;
}

const endBytes = 22;
const locatorBytes = 20;
const end64Bytes = 56;
const localBytes = 30;
/** Names of 250,000 storages take about 20 MB. */
const maxDirectoryBytes = 64_000_000;
/** As many as a safetensors header may list tensors. */
const maxEntries = 250_000;
/** Local headers are read one by one; they lie a storage apart. */
const inFlight = 8;
const saturated16 = 0xffff;
const saturated32 = 0xffffffff;

/**
 * The entries of a zip archive, with and without zip64 fields, as torch.save writes it: no comment, the directory right
 * before the end records, nothing behind them. Every entry's local header must agree with the directory, and no two
 * ranges may overlap, so that no other reader sees other contents under these names.
 * Checksums are not compared: torch can be told to write none (`torch.serialization.set_crc32_options`).
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16.
 * @param name  of the file, for messages
 * @throws WEIGHTS_CONTAINER_INVALID, WEIGHTS_TRUNCATED
 */
export async function readZip(file: RandomAccessFile, name: string): Promise<ReadonlyMap<string, ZipEntry>> {
  const invalid = (what: string, details?: Record<string, unknown>) => invalidContainer(name, what, details);
  const directory = await locateDirectory(file, invalid);
  if (directory.entries > maxEntries) throw invalid(`it lists ${directory.entries} entries, more than ${maxEntries}`);
  if (directory.sizeBytes > maxDirectoryBytes) {
    throw invalid(`its directory takes ${directory.sizeBytes} bytes, more than ${maxDirectoryBytes}`);
  }
  const bytes = new Uint8Array(directory.sizeBytes);
  await file.read(bytes, directory.position);
  const records = parseZipDirectory(bytes, { entries: directory.entries, invalid });

  const entries = new Map<string, ZipEntry>();
  const ranges = new Array<Range>(records.length);
  // A remote file is asked for all of them in one turn: each would wait for the network on its own.
  const limit = file.remote ? records.length : inFlight;
  await concurrently({ count: records.length, limit }, async (index) => {
    const record = records[index];
    if (record.headerPosition + localBytes > directory.position) {
      throw invalid(
        `entry ${quoteName(record.name)} begins at byte ${record.headerPosition}, in or behind the directory`,
      );
    }
    const position = record.headerPosition + (await checkLocalHeader(file, record, invalid));
    const end = position + record.storedBytes;
    ranges[index] = { name: record.name, begin: record.headerPosition, end };
    entries.set(record.name, { position, sizeBytes: record.sizeBytes, stored: record.method === 0 });
  });
  checkRanges(ranges, directory.position, invalid);
  return entries;
}

interface Directory {
  position: number;
  sizeBytes: number;
  entries: number;
}

async function locateDirectory(file: RandomAccessFile, invalid: Invalid): Promise<Directory> {
  const tailBytes = Math.min(file.sizeBytes, endBytes + locatorBytes + end64Bytes);
  if (tailBytes < endBytes) throw invalid(`it has ${file.sizeBytes} bytes`);
  const tail = new Uint8Array(tailBytes);
  await file.read(tail, file.sizeBytes - tailBytes);
  const view = new DataView(tail.buffer);
  const at = tailBytes - endBytes;
  if (view.getUint32(at, true) !== 0x06054b50 || view.getUint16(at + 20, true) !== 0) {
    throw invalid('it does not end with the end record of a zip archive without comment; it may be cut off');
  }
  if (view.getUint16(at + 4, true) !== 0 || view.getUint16(at + 6, true) !== 0) throw invalid('it has several volumes');
  const stated = {
    entries: view.getUint16(at + 10, true),
    sizeBytes: view.getUint32(at + 12, true),
    position: view.getUint32(at + 16, true),
  };
  if (view.getUint16(at + 8, true) !== stated.entries) throw invalid('it has several volumes');
  const has64 = at >= locatorBytes + end64Bytes && view.getUint32(at - locatorBytes, true) === 0x07064b50;
  const directory = has64 ? readEnd64(view, { at: at - locatorBytes, file, stated, invalid }) : stated;
  const endRecords = file.sizeBytes - endBytes - (has64 ? locatorBytes + end64Bytes : 0);
  if (directory.position + directory.sizeBytes !== endRecords) {
    throw invalid(
      `its directory at bytes ${directory.position} to ${directory.position + directory.sizeBytes} does not end where the end records begin, ${endRecords}`,
    );
  }
  return directory;
}

function readEnd64(
  view: DataView,
  { at, file, stated, invalid }: { at: number; file: RandomAccessFile; stated: Directory; invalid: Invalid },
): Directory {
  const start = at - end64Bytes;
  const position = file.sizeBytes - view.byteLength + start;
  if (view.getBigUint64(at + 8, true) !== BigInt(position) || view.getUint32(at + 16, true) > 1) {
    throw invalid('its zip64 end record is not where the locator says');
  }
  if (view.getUint32(start, true) !== 0x06064b50 || view.getBigUint64(start + 4, true) !== BigInt(end64Bytes - 12)) {
    throw invalid('its zip64 end record is not one');
  }
  const entries = view.getBigUint64(start + 32, true);
  if (view.getBigUint64(start + 24, true) !== entries) throw invalid('it has several volumes');
  const found = {
    entries,
    sizeBytes: view.getBigUint64(start + 40, true),
    position: view.getBigUint64(start + 48, true),
  };
  for (const key of ['entries', 'sizeBytes', 'position'] as const) {
    const limit = key === 'entries' ? saturated16 : saturated32;
    if (stated[key] !== limit && BigInt(stated[key]) !== found[key]) {
      throw invalid(`its two end records disagree: ${key} ${stated[key]} and ${found[key]}`);
    }
    if (found[key] > BigInt(file.sizeBytes)) throw invalid(`it states ${key} ${found[key]}`);
  }
  return { entries: Number(entries), sizeBytes: Number(found.sizeBytes), position: Number(found.position) };
}

/** @returns bytes from the local header to the content */
async function checkLocalHeader(file: RandomAccessFile, record: ZipRecord, invalid: Invalid): Promise<number> {
  const differs = (what: string) =>
    invalid(`the local header of ${quoteName(record.name)} ${what}`, { entry: record.name });
  const { rawName } = record;
  const bytes = new Uint8Array(localBytes + rawName.byteLength);
  if (record.headerPosition + bytes.byteLength > file.sizeBytes) throw differs('lies outside the file');
  await file.read(bytes, record.headerPosition);
  const view = new DataView(bytes.buffer);
  if (view.getUint32(0, true) !== 0x04034b50) throw differs('is not one');
  if (view.getUint16(6, true) !== record.flags) throw differs('has other flags than the directory');
  if (view.getUint16(8, true) !== record.method) throw differs('has another method than the directory');
  if (view.getUint16(26, true) !== rawName.byteLength || Buffer.compare(bytes.subarray(localBytes), rawName) !== 0) {
    throw differs('has another name than the directory');
  }
  const streamed = (record.flags & 8) !== 0;
  for (const [offset, expected] of [
    [18, record.storedBytes],
    [22, record.sizeBytes],
  ] as const) {
    const size = view.getUint32(offset, true);
    if (size !== expected && size !== saturated32 && !(streamed && size === 0)) {
      throw differs(`states ${size} bytes, the directory ${expected}`);
    }
  }
  return bytes.byteLength + view.getUint16(28, true);
}

interface Range {
  name: string;
  begin: number;
  end: number;
}

function checkRanges(ranges: Range[], directoryStart: number, invalid: Invalid): void {
  ranges.sort((a, b) => a.begin - b.begin || a.end - b.end);
  for (const [i, { name, begin, end }] of ranges.entries()) {
    const next = ranges[i + 1]?.begin ?? directoryStart;
    if (end > next) {
      const what = i + 1 < ranges.length ? `overlaps ${quoteName(ranges[i + 1].name)}` : 'reaches into the directory';
      throw invalid(`entry ${quoteName(name)} at bytes ${begin} to ${end} ${what}`, { entry: name });
    }
  }
}
