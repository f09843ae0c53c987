import { createHash, randomUUID } from 'node:crypto';
import { open, rename, stat, unlink } from 'node:fs/promises';
import { type HiddenStates, splitRanges } from '../engine/index.ts';

/** The first bytes of a file: JSON, filled up with blanks. */
const headerBytes = 512;
/** Rows that are in memory at a time where the stream is in a file: 8 MB at a width of 4,096. */
const rowsAtOnce = 512;
const format = 'model-trace states 1';

interface Header {
  format: string;
  /** Digest of all that decides the states. */
  key: string;
  blocks: number;
  rows: number;
  width: number;
  sizeBytes: number;
  /** Of the states, row-major as they are in memory. */
  sha256: string;
}

/** What the states take on disk. */
export const statesFileBytes = ({ rows, width }: HiddenStates, elementBytes: number): number =>
  headerBytes + rows * width * elementBytes;

/** Writes all rows beside `path` and then puts them there at once: a reader sees the whole file or none. */
export async function writeStatesFile(
  path: string,
  { hidden, key, blocks }: { hidden: HiddenStates; key: string; blocks: number },
): Promise<void> {
  const { rows, width } = hidden;
  const partial = `${path}.${randomUUID()}.partial`;
  const file = await open(partial, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let position = headerBytes;
    await hidden.read(splitRanges([{ firstRow: 0, rows }], rowsAtOnce), async (states) => {
      const bytes = new Uint8Array(states.buffer as ArrayBuffer, states.byteOffset, states.byteLength);
      hash.update(bytes);
      for (let done = 0; done < bytes.length; )
        done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
      position += bytes.length;
    });
    const header: Header = { format, key, blocks, rows, width, sizeBytes: position, sha256: hash.digest('hex') };
    await file.write(Buffer.from(JSON.stringify(header).padEnd(headerBytes)), 0, headerBytes, 0);
    await file.sync();
    await file.close();
    await rename(partial, path);
  } catch (caught) {
    await file.close().catch(() => undefined);
    await unlink(partial).catch(() => undefined);
    throw caught;
  }
}

/**
 * Fills `hidden` from the file when it holds the states of `key` after at most `atMost` blocks, whole.
 * @returns the number of blocks; null: no such file, or not that content, and `hidden` holds anything
 */
export async function readStatesFile(
  path: string,
  { hidden, key, atMost }: { hidden: HiddenStates; key: string; atMost: number },
): Promise<number | null> {
  if ((await stat(path).catch(() => null)) === null) return null;
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    const header = parseHeader(buffer.subarray(0, bytesRead).toString('utf8'));
    const { rows, width } = hidden;
    if (header === null || header.key !== key || header.rows !== rows || header.width !== width) return null;
    if (header.sizeBytes !== size || header.blocks < 1 || header.blocks > atMost) return null;
    const hash = createHash('sha256');
    let position = headerBytes;
    let whole = true;
    await hidden.update(splitRanges([{ firstRow: 0, rows }], rowsAtOnce), async (states) => {
      const bytes = new Uint8Array(states.buffer as ArrayBuffer, states.byteOffset, states.byteLength);
      for (let done = 0; whole && done < bytes.length; ) {
        const { bytesRead: more } = await file.read(bytes, done, bytes.length - done, position + done);
        whole = more > 0;
        done += more;
      }
      hash.update(bytes);
      position += bytes.length;
    });
    return whole && position === size && hash.digest('hex') === header.sha256 ? header.blocks : null;
  } finally {
    await file.close();
  }
}

function parseHeader(text: string): Header | null {
  try {
    const header = JSON.parse(text) as Header;
    return header.format === format && Number.isInteger(header.blocks) ? header : null;
  } catch {
    return null;
  }
}
