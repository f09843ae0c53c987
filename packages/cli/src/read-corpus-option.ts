import { basename } from 'node:path';
import { type Corpus, readCorpusFile } from '@model-trace/core/corpora';
import { ModelTraceError } from '@model-trace/core/errors';

export interface CorpusFiles {
  text?: string;
  jsonl?: string;
  field?: string;
  limit?: number;
}

/**
 * The corpus in the file that --text or --jsonl names; undefined without either.
 * @throws USAGE when it cannot be read, CORPUS_INVALID, CORPUS_TOO_LARGE
 */
export async function readCorpusOption(
  { text, jsonl, field, limit }: CorpusFiles,
  signal: AbortSignal,
): Promise<Corpus | undefined> {
  const path = text ?? jsonl;
  if (path === undefined) return undefined;
  try {
    const file = { id: basename(path), path, signal };
    return await readCorpusFile(
      text === undefined ? { ...file, format: 'jsonl', field, limit } : { ...file, format: 'text' },
    );
  } catch (caught) {
    if (!(caught instanceof ModelTraceError) || caught.code !== 'CORPUS_UNREADABLE') throw caught;
    const { code } = caught.cause as NodeJS.ErrnoException;
    throw new ModelTraceError('USAGE', `Cannot read ${path}: ${code}`, { cause: caught });
  }
}
