import type { Section } from './section.ts';

/** Turns one word into tokens. */
export interface WordModel {
  /** Tokens and their ids, without added tokens. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Appends the ids of a word's tokens. */
  encode(word: string, ids: number[]): void;
}

/** Ids of real vocabularies stay far below. */
const maxId = 2 ** 24;

/** `vocab` of BPE, WordPiece and WordLevel: an object of ids. */
export function vocabularyOf(section: Section): Map<string, number> {
  const { vocab } = section;
  if (typeof vocab !== 'object' || vocab === null || Array.isArray(vocab)) throw new Error('The model has no "vocab"');
  const vocabulary = new Map<string, number>();
  for (const [token, id] of Object.entries(vocab)) {
    if (!Number.isInteger(id) || id < 0 || id > maxId) throw new Error(`Token ${JSON.stringify(token)} has id ${id}`);
    vocabulary.set(token, id);
  }
  return vocabulary;
}
