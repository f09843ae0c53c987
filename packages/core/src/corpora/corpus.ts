import { createHash } from 'node:crypto';

export type CorpusFormat = 'text' | 'jsonl';

/** Texts to measure on, and what is recorded about them. */
export interface Corpus {
  readonly id: string;
  /** SHA-256 of the whole file, or of a text's UTF-8 bytes. */
  readonly sha256: string;
  readonly documents: readonly string[];
  /** Of a JSONL file: the field of each line that holds the text. */
  readonly field?: string;
  /** Only so many documents from the start were taken. */
  readonly limit?: number;
}

/** A single text as a corpus. */
export const textCorpus = ({ id, text }: { id: string; text: string }): Corpus => ({
  id,
  sha256: createHash('sha256').update(text, 'utf8').digest('hex'),
  documents: [text],
});
