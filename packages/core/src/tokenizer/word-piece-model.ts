import type { Section } from './section.ts';
import { wordCache } from './word-cache.ts';
import { vocabularyOf, type WordModel } from './word-model.ts';

/** WordPiece of the library tokenizers: the longest token from the left, again and again, or the whole word unknown. */
export function wordPieceModel(section: Section): WordModel {
  const { unk_token = '[UNK]', continuing_subword_prefix = '##', max_input_chars_per_word = 100 } = section;
  const vocabulary = vocabularyOf(section);
  const unknown = vocabulary.get(String(unk_token));
  const longest = vocabulary.keys().reduce((most, token) => Math.max(most, token.length), 0);

  function pieces(word: string): number[] | null {
    const characters = Array.from(word);
    if (characters.length > Number(max_input_chars_per_word)) return null;
    const ids: number[] = [];
    for (let start = 0; start < characters.length; ) {
      const prefix = start > 0 ? String(continuing_subword_prefix) : '';
      let end = Math.min(characters.length, start + longest);
      let id: number | undefined;
      for (; end > start && id === undefined; end--)
        id = vocabulary.get(prefix + characters.slice(start, end).join(''));
      if (id === undefined) return null;
      ids.push(id);
      start = end + 1;
    }
    return ids;
  }

  const tokenize = wordCache((word, ids) => {
    const found = pieces(word);
    if (found === null && unknown === undefined) throw new Error(`${unk_token} is not in the vocabulary`);
    for (const id of found ?? [unknown!]) ids.push(id);
  });
  return { vocabulary, encode: tokenize };
}
