import { ModelTraceError } from '../errors.ts';
import type { Blob } from './blob.ts';
import type { FileAddress, HubClient, HubStream } from './hub-client.ts';
import { quoteId } from './model-id.ts';
import { TransientFailure } from './retry.ts';

export interface RemoteObjectOptions {
  client: HubClient;
  /** The Hub's address of the file at the commit. */
  url: string;
  /** Path inside the model, for messages. */
  path: string;
  commit: string;
  blob: Blob;
}

/** A file of a Hub as its address and the rules by which an answer counts as a part of it. */
export interface RemoteObject {
  /** Where to ask for bytes: the Hub is asked once, until `forget`. @throws TransientFailure, FILE_CHANGED */
  address(signal?: AbortSignal): Promise<string>;
  /** The address did not serve: unless that is known already, the Hub is asked for another one next time. */
  forget(address: string): void;
  /**
   * Checks that an answer brings bytes from `start` on, of this file and none other.
   * @returns the end of what it brings: `end`, or before (a server may give less than was asked for)
   * @throws FILE_CHANGED, HUB_RANGE_IGNORED, TransientFailure; the answer's body is given up then
   */
  accept(answer: HubStream, range: { start: number; end: number }): Promise<number>;
  /** The failure of an answer that is not what it says. */
  corrupt(what: string): TransientFailure;
}

/** One answer without regard to the range may come from a proxy's cache; a second one is the server's habit. */
const toleratedFullAnswers = 1;

/**
 * What can be checked without the whole file: the address names a commit, and the Hub states that commit, the size and the
 * SHA-256 of the file when it gives the address away; every answer of the storage states the range and the same size, and
 * one and the same strong ETag as long as it is one host. The bytes themselves are trusted to TLS.
 */
export function remoteObject({ client, url, path, commit, blob }: RemoteObjectOptions): RemoteObject {
  // Small files come from the Hub itself, which then needs no asking where they are.
  const direct = blob.algorithm === 'git-sha1';
  let located: Promise<string> | null = direct ? Promise.resolve(url) : null;
  let current = direct ? url : null;
  const etags = new Map<string, string>();
  let fullAnswers = 0;

  const changed = (what: string) =>
    new ModelTraceError('FILE_CHANGED', `${quoteId(path)} is not the file that was listed: ${what}`, {
      details: { path, commit, sizeBytes: blob.sizeBytes, digest: blob.digest },
      fix: 'Try again; if it stays, the Hub or a mirror serves something else under this commit.',
    });
  const corrupt = (what: string) =>
    new TransientFailure(
      new ModelTraceError('FILE_CORRUPT', `${quoteId(path)} did not arrive as stated: ${what}`, {
        details: { path, sizeBytes: blob.sizeBytes, algorithm: blob.algorithm, digest: blob.digest },
        fix: 'Try again; if it stays, the file on the Hub or a proxy in between is broken.',
      }),
    );

  function checkStatement({ headers }: FileAddress): void {
    const statedCommit = headers.get('x-repo-commit');
    if (statedCommit !== null && statedCommit !== commit)
      throw changed(`the Hub says it is of commit ${quoteId(statedCommit)}`);
    const etag = /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(headers.get('x-linked-etag') ?? '')?.[1];
    if (etag !== undefined && etag !== blob.digest) throw changed(`the Hub says its SHA-256 is ${etag}`);
    const size = headers.get('x-linked-size');
    if (size !== null && size !== String(blob.sizeBytes)) throw changed(`the Hub says it has ${quoteId(size)} bytes`);
  }

  function checkEtag({ response, origin }: HubStream): void {
    const etag = response.headers.get('etag');
    if (etag === null || !etag.startsWith('"')) return;
    const pinned = etags.get(origin) ?? etag;
    etags.set(origin, pinned);
    if (etag !== pinned) throw changed(`its ETag was ${quoteId(pinned)} and is ${quoteId(etag)}`);
  }

  /** @returns the end of what the answer brings */
  function check(answer: HubStream, { start, end }: { start: number; end: number }): number {
    const { response } = answer;
    const { headers, status } = response;
    const encoding = headers.get('content-encoding') ?? 'identity';
    if (encoding !== 'identity') throw corrupt(`it comes as ${quoteId(encoding)}`);
    const stated = headers.get('content-range') ?? '';
    const length = headers.get('content-length');
    if (status === 416) {
      const size = /^bytes \*\/(\d+)$/.exec(stated)?.[1];
      if (size !== undefined && size !== String(blob.sizeBytes)) throw changed(`it has ${size} bytes now`);
      throw corrupt(`the range ${start}-${end - 1} is refused`);
    }
    checkEtag(answer);
    if (status === 200 && start === 0 && end === blob.sizeBytes) {
      if (length === null || Number(length) === end) return end;
      throw corrupt(`the answer states ${quoteId(length)} bytes`);
    }
    if (status !== 206) throw rangeIgnored(status);
    const [, from, to, size] = (/^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/.exec(stated) ?? []).map(Number);
    if (size !== undefined && size !== blob.sizeBytes) throw changed(`it has ${size} bytes now`);
    if (from !== start || !(to >= start && to < end)) {
      throw corrupt(`asked for ${start}-${end - 1}, the answer states ${quoteId(stated)}`);
    }
    if (length !== null && Number(length) !== to + 1 - start) {
      throw corrupt(`the answer states ${quoteId(length)} bytes for ${quoteId(stated)}`);
    }
    return to + 1;
  }

  function rangeIgnored(status: number): ModelTraceError | TransientFailure {
    const error = new ModelTraceError(
      'HUB_RANGE_IGNORED',
      `The server of ${quoteId(path)} answers ${status} with the whole file when a part is asked for`,
      {
        details: { path, sizeBytes: blob.sizeBytes },
        fix: 'Evaluate without streaming: then each file is fetched once, into the cache.',
      },
    );
    return ++fullAnswers > toleratedFullAnswers ? error : new TransientFailure(error);
  }

  return {
    async address(signal) {
      if (located === null) {
        const asked = client.locate(url, { path, signal }).then((found) => {
          checkStatement(found);
          current = found.url;
          return found.url;
        });
        located = asked;
        asked.catch(() => {
          if (located === asked) located = null;
        });
      }
      return located;
    },
    forget(address) {
      if (direct || address !== current) return;
      located = null;
      current = null;
    },
    async accept(answer, range) {
      try {
        return check(answer, range);
      } catch (caught) {
        await answer.discard();
        throw caught;
      }
    },
    corrupt,
  };
}
