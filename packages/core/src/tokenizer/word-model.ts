import type { Section } from './section.ts';
import { isTokenId } from './token-id.ts';

/** Turns one word into tokens. */
export interface WordModel {
  /** Tokens and their ids, without added tokens. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Appends the ids of a word's tokens. */
  encode(word: string, ids: number[]): void;
}

/** `vocab` of BPE, WordPiece and WordLevel: an object of ids. */
export function vocabularyOf(section: Section): Map<string, number> {
  const { vocab } = section;
  if (typeof vocab !== 'object' || vocab === null || Array.isArray(vocab)) throw new Error('The model has no "vocab"');
  const vocabulary = new Map<string, number>();
  for (const [token, id] of Object.entries(vocab)) {
    if (!isTokenId(id)) throw new Error(`Token ${JSON.stringify(token)} has id ${id}`);
    vocabulary.set(token, id);
  }
  return vocabulary;
}
