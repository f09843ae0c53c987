import { ModelTraceError } from '../errors.ts';
import type { Blob } from './blob.ts';
import { throwIfAborted } from './clock.ts';
import { fetchRange } from './fetch-range.ts';
import type { HubClient } from './hub-client.ts';
import type { RandomAccessFile } from './model-source.ts';
import { type ByteRange, planRanges } from './plan-ranges.ts';
import type { RemoteObject } from './remote-object.ts';
import { wholeFileHash } from './whole-file-hash.ts';

export interface RemoteFileOptions {
  client: HubClient;
  object: RemoteObject;
  /** Path inside the model, for messages. */
  path: string;
  blob: Blob;
  /** Shared by the files of a model. */
  queue: RangeQueue;
  /** Whether to keep what came until all of the file did, and compare its digest: for any file, or up to `keptBytes`. */
  verify: 'always' | 'small';
  signal?: AbortSignal;
  onBytes?: (received: number, total: number) => void;
}

/** Requests at a time: 16 of 40 ms each keep a line busy that brings 4 MB in 10 ms; more only share it. */
const inFlight = 16;
/** Rows of an embedding are hundreds of requests that bring little: what a request waits for is then all there is to hide. */
const smallBytes = 256 * 1024;
const smallInFlight = 32;
/** One request costs a server and a line about what 100 KB do; a model is no more than some thousand of the largest. */
const minRangeBytes = 4 * 2 ** 20;
const maxRangeBytes = 16 * 2 ** 20;
const maxGapBytes = 128 * 1024;
/** All gaps of a file together: far below the 2 % that streaming may fetch in vain. */
const gapShare = 0.005;
/** A file up to this size is kept in memory until it is verified, or closed. */
const keptBytes = 32 * 2 ** 20;

/** Runs work in the order given, a bounded number at a time. */
export interface RangeQueue {
  add(work: () => Promise<void>, sizeBytes: number): void;
}

export function createRangeQueue(): RangeQueue {
  const waiting: { work: () => Promise<void>; isSmall: boolean }[] = [];
  let running = 0;
  function next(): void {
    while (waiting.length > 0 && running < (waiting[0].isSmall ? smallInFlight : inFlight)) {
      running++;
      waiting
        .shift()!
        .work()
        .finally(() => {
          running--;
          next();
        });
    }
  }
  return {
    add(work, sizeBytes) {
      waiting.push({ work, isSmall: sizeBytes <= smallBytes });
      next();
    },
  };
}

interface Read {
  into: Uint8Array;
  position: number;
  /** Ranges that still bring a part of it. */
  ranges: number;
  failure?: { reason: unknown };
  settle(): void;
}

/**
 * Positioned reads of a file of the Hub, by HTTP ranges. Reads that begin in the same turn of the event loop are planned
 * together (planRanges); bytes go from the connection to their place, with no buffer in between. A read ends only when
 * nothing writes into its buffer any more, also when it fails.
 *
 * A digest needs the whole file in order, so parts of a large file are not verified by it (what is checked instead:
 * remoteObject). A small file is, once each of its bytes was read; the read that completes a wrong one fails.
 */
export function remoteFile(options: RemoteFileOptions): RandomAccessFile {
  const { client, object, path, blob, queue, verify, onBytes } = options;
  const closing = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, closing.signal]) : closing.signal;
  const hash = verify === 'always' || blob.sizeBytes <= keptBytes ? wholeFileHash(blob) : null;
  const underWay = new Set<Promise<void>>();
  let waiting: Read[] = [];
  let gapBudgetBytes = Math.floor(blob.sizeBytes * gapShare);
  let receivedBytes = 0;

  function flush(): void {
    const limits = { maxGapBytes, gapBudgetBytes, inFlight, minRangeBytes, maxRangeBytes };
    const { ranges, gapBytes } = planRanges(waiting, limits);
    waiting = [];
    gapBudgetBytes -= gapBytes;
    for (const { reads } of ranges) for (const read of reads) read.ranges++;
    for (const range of ranges) queue.add(() => bring(range), range.end - range.start);
  }

  /** Never rejects: the reads do. */
  async function bring(range: ByteRange<Read>): Promise<void> {
    const { start, end, reads } = range;
    let first = 0;
    try {
      // A read that failed elsewhere needs nothing any more.
      if (reads.every(({ failure }) => failure !== undefined)) return;
      await fetchRange({
        ...{ client, object, path, start, end, signal },
        onChunk(chunk, position) {
          while (first < reads.length && endOf(reads[first]) <= position) first++;
          for (let i = first; i < reads.length && reads[i].position < position + chunk.byteLength; i++) {
            copyOverlap(chunk, position, reads[i]);
          }
          receivedBytes += chunk.byteLength;
          onBytes?.(receivedBytes, blob.sizeBytes);
          if (hash?.add(chunk, position) === false) {
            throw wrongDigest();
          }
        },
      });
    } catch (reason) {
      for (const read of reads) read.failure ??= { reason };
    } finally {
      for (const read of reads) if (--read.ranges === 0) read.settle();
    }
  }

  function wrongDigest(): ModelTraceError {
    const what = `the ${blob.algorithm} of ${path} is not ${blob.digest}, which the Hub states`;
    return new ModelTraceError('FILE_CORRUPT', `What arrived is not the file: ${what}`, {
      details: { path, sizeBytes: blob.sizeBytes, algorithm: blob.algorithm, digest: blob.digest },
      fix: 'Try again; if it stays, the file on the Hub or a proxy in between is broken.',
    });
  }

  async function read(into: Uint8Array, position: number): Promise<void> {
    throwIfAborted(signal);
    if (position + into.byteLength > blob.sizeBytes) {
      throw new ModelTraceError(
        'WEIGHTS_TRUNCATED',
        `${path} ends at byte ${blob.sizeBytes}, before byte ${position + into.byteLength} that was asked for`,
        { details: { file: path, sizeBytes: blob.sizeBytes, position, length: into.byteLength } },
      );
    }
    if (into.byteLength === 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (waiting.length === 0) setImmediate(flush);
    const wanted: Read = {
      into,
      position,
      ranges: 0,
      settle: () => (wanted.failure === undefined ? resolve() : reject(wanted.failure.reason)),
    };
    waiting.push(wanted);
    await promise;
  }

  return {
    sizeBytes: blob.sizeBytes,
    remote: true,
    read(into, position) {
      const reading = read(into, position);
      const ended = reading.then(
        () => undefined,
        () => undefined,
      );
      underWay.add(ended);
      ended.then(() => underWay.delete(ended));
      return reading;
    },
    async close() {
      closing.abort(new ModelTraceError('CANCELED', `${path} was closed`));
      await Promise.all(underWay);
    },
  };
}

const endOf = ({ position, into }: Read): number => position + into.byteLength;

function copyOverlap(chunk: Uint8Array, position: number, read: Read): void {
  const from = Math.max(position, read.position);
  const to = Math.min(position + chunk.byteLength, endOf(read));
  if (to > from) read.into.set(chunk.subarray(from - position, to - position), from - read.position);
}
