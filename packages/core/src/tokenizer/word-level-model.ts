import type { Section } from './section.ts';
import { vocabularyOf, type WordModel } from './word-model.ts';

/** WordLevel of the library tokenizers: a word is a token, or unknown. */
export function wordLevelModel(section: Section): WordModel {
  const vocabulary = vocabularyOf(section);
  const unknown = vocabulary.get(String(section.unk_token ?? '<unk>'));
  return {
    vocabulary,
    encode(word, ids) {
      const id = vocabulary.get(word) ?? unknown;
      if (id === undefined)
        throw new Error(`${JSON.stringify(word)} is not in the vocabulary, and there is no unk_token`);
      ids.push(id);
    },
  };
}
