import { bytePairModel } from './byte-pair-model.ts';
import type { Section } from './section.ts';
import { unigramModel } from './unigram-model.ts';
import { wordLevelModel } from './word-level-model.ts';
import type { WordModel } from './word-model.ts';
import { wordPieceModel } from './word-piece-model.ts';

/** @param section `model` of tokenizer.json; files of old do not name its type */
export function model(section: Section): WordModel {
  switch (section.type ?? guessType(section)) {
    case 'BPE':
      return bytePairModel(section);
    case 'Unigram':
      return unigramModel(section);
    case 'WordPiece':
      return wordPieceModel(section);
    case 'WordLevel':
      return wordLevelModel(section);
    default:
      throw new Error(`Unknown model ${JSON.stringify(section.type)}`);
  }
}

function guessType(section: Section): string | undefined {
  if ('merges' in section) return 'BPE';
  if (Array.isArray(section.vocab)) return 'Unigram';
  if ('continuing_subword_prefix' in section) return 'WordPiece';
  return 'unk_token' in section ? 'WordLevel' : undefined;
}
