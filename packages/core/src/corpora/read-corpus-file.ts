import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { ModelTraceError } from '../errors.ts';
import type { Corpus, CorpusFormat } from './corpus.ts';
import { parseLine } from './parse-line.ts';

export interface CorpusFile {
  readonly id: string;
  readonly path: string;
  readonly format: CorpusFormat;
  /** Of each line of a JSONL file; default `text`. */
  readonly field?: string;
  /** What the file must be, when it is pinned. */
  readonly sha256?: string;
  /** Take only so many documents from the start. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/**
 * Text of the documents that are taken, as UTF-8. All of them are in memory together with their tokens (some 1 + 4 bytes
 * per token and document byte); the hidden states of 16 M tokens, which spill, need far more.
 */
export const maxTextBytes = 64 * 2 ** 20;

/** One line of JSONL: a book has some megabytes. */
const maxLineBytes = 16 * 2 ** 20;

const newline = 0x0a;

/**
 * Reads a corpus in one pass: a text file is one document, a JSONL file has one in each line that is not blank. Files may
 * be of any size when `limit` stops early: the rest is only hashed.
 * @throws CORPUS_CHANGED when the file is not the pinned one, CORPUS_INVALID with the line, CORPUS_TOO_LARGE, CORPUS_UNREADABLE
 */
export async function readCorpusFile(file: CorpusFile): Promise<Corpus> {
  const { id, path, format, limit, signal } = file;
  const field = file.field ?? 'text';
  const hash = createHash('sha256');
  const collector = format === 'text' ? collectText(id) : collectLines({ id, field, limit: limit ?? Infinity });
  // The content of a file that is not the pinned one is nobody's mistake to explain: the hash is told first.
  let failure: unknown;
  try {
    for await (const chunk of createReadStream(path, { signal, highWaterMark: 2 ** 18 }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      try {
        if (failure === undefined) collector.add(chunk);
      } catch (caught) {
        if (file.sha256 === undefined) throw caught;
        failure = caught;
      }
    }
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof ModelTraceError) throw cause;
    throw new ModelTraceError('CORPUS_UNREADABLE', `The file of the corpus ${JSON.stringify(id)} cannot be read`, {
      cause,
    });
  }
  const sha256 = hash.digest('hex');
  if (file.sha256 !== undefined && file.sha256.toLowerCase() !== sha256) {
    throw new ModelTraceError(
      'CORPUS_CHANGED',
      `The file of the corpus ${JSON.stringify(id)} has SHA-256 ${sha256}, registered is ${file.sha256}`,
      { fix: 'Restore the file, or register it under a new id: numbers on another text are not comparable' },
    );
  }
  if (failure !== undefined) throw failure;
  const documents = collector.end();
  return { id, sha256, documents, ...(format === 'jsonl' && { field }), ...(limit !== undefined && { limit }) };
}

interface Collector {
  /** @throws CORPUS_INVALID, CORPUS_TOO_LARGE */
  add(chunk: Uint8Array): void;
  end(): string[];
}

function collectText(id: string): Collector {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  let sizeBytes = 0;
  const decode = (chunk?: Uint8Array) => {
    try {
      text += decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw new ModelTraceError('CORPUS_INVALID', `The corpus ${JSON.stringify(id)} is not UTF-8`, { cause });
    }
  };
  return {
    add(chunk) {
      sizeBytes += chunk.byteLength;
      requireRoom(id, sizeBytes);
      decode(chunk);
    },
    end() {
      decode();
      return [text];
    },
  };
}

function collectLines({ id, field, limit }: { id: string; field: string; limit: number }): Collector {
  const documents: string[] = [];
  let pieces: Uint8Array[] = [];
  let lineBytes = 0;
  let line = 1;
  let textBytes = 0;
  const take = () => {
    const bytes = Buffer.concat(pieces);
    pieces = [];
    lineBytes = 0;
    const text = parseLine(bytes, { id, field, line: line++ });
    if (text === null) return;
    textBytes += Buffer.byteLength(text);
    requireRoom(id, textBytes);
    documents.push(text);
  };
  return {
    add(chunk) {
      for (let start = 0; start < chunk.length && documents.length < limit; ) {
        const at = chunk.indexOf(newline, start);
        const end = at === -1 ? chunk.length : at;
        pieces.push(chunk.slice(start, end));
        lineBytes += end - start;
        if (lineBytes > maxLineBytes) {
          throw new ModelTraceError(
            'CORPUS_INVALID',
            `Line ${line} of the corpus ${JSON.stringify(id)} has more than ${maxLineBytes} bytes`,
          );
        }
        if (at !== -1) take();
        start = end + 1;
      }
    },
    end() {
      if (lineBytes > 0 && documents.length < limit) take();
      return documents;
    },
  };
}

function requireRoom(id: string, sizeBytes: number): void {
  if (sizeBytes <= maxTextBytes) return;
  throw new ModelTraceError(
    'CORPUS_TOO_LARGE',
    `The corpus ${JSON.stringify(id)} has more than ${maxTextBytes / 2 ** 20} MiB of text`,
    { fix: 'Take only its first documents (limit, --limit), or split it', details: { maxTextBytes } },
  );
}
