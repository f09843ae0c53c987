import { byteToken } from './byte-level.ts';
import { mergeSymbols } from './merge-symbols.ts';
import { pairTable } from './pair-table.ts';
import type { Section } from './section.ts';
import { wordCache } from './word-cache.ts';
import { vocabularyOf, type WordModel } from './word-model.ts';

const encoder = new TextEncoder();

/** BPE of the library tokenizers: models/bpe/model.rs. */
export function bytePairModel(section: Section): WordModel {
  const { unk_token, fuse_unk, byte_fallback, ignore_merges, dropout } = section;
  if (typeof dropout === 'number' && dropout > 0) throw new Error('It drops merges at random (BPE dropout)');
  const prefix = String(section.continuing_subword_prefix ?? '');
  const suffix = String(section.end_of_word_suffix ?? '');
  const vocabulary = vocabularyOf(section);
  const merges = mergesOf(section, vocabulary, prefix);
  const unknown = typeof unk_token === 'string' ? unk_token : null;
  const byteTokens = byte_fallback
    ? Array.from({ length: 256 }, (_, byte) => vocabulary.get(byteToken(byte)))
    : ([] as undefined[]);

  /** Ids of the characters of a word. */
  function symbolsOf(word: string): number[] {
    const symbols: number[] = [];
    let pending = -1; // an unknown character that may still be joined with the next
    let end = 0;
    for (const character of word) {
      const start = end;
      end += character.length;
      const symbol = (start > 0 ? prefix : '') + character + (end === word.length ? suffix : '');
      const id = vocabulary.get(symbol);
      if (id !== undefined) {
        if (pending >= 0) symbols.push(pending);
        pending = -1;
        symbols.push(id);
        continue;
      }
      if (byte_fallback) {
        const bytes = Array.from(encoder.encode(symbol), (byte) => byteTokens[byte]);
        if (bytes.every((byte) => byte !== undefined)) {
          for (const byte of bytes) symbols.push(byte);
          continue;
        }
      }
      if (unknown === null) continue;
      if (pending >= 0 && fuse_unk) continue;
      if (pending >= 0) symbols.push(pending);
      const unknownId = vocabulary.get(unknown);
      if (unknownId === undefined) throw new Error(`unk_token ${JSON.stringify(unknown)} is not in the vocabulary`);
      pending = unknownId;
    }
    if (pending >= 0) symbols.push(pending);
    return symbols;
  }

  const tokenize = wordCache((word, ids) => mergeSymbols(symbolsOf(word), merges, ids));
  return {
    vocabulary,
    encode(word, ids) {
      const whole = ignore_merges ? vocabulary.get(word) : undefined;
      if (whole !== undefined) ids.push(whole);
      else tokenize(word, ids);
    },
  };
}

function mergesOf(section: Section, vocabulary: ReadonlyMap<string, number>, prefix: string) {
  if (!Array.isArray(section.merges)) throw new Error('The model has no "merges"');
  const table = pairTable(section.merges.length);
  for (const [rank, merge] of section.merges.entries()) {
    const sides: unknown[] = typeof merge === 'string' ? merge.split(' ') : merge;
    const [left, right] = Array.isArray(sides) && sides.length === 2 ? sides.map(String) : [];
    if (right === undefined) throw new Error(`Merge ${rank} is ${JSON.stringify(merge)}`);
    const joined = left + (right.startsWith(prefix) ? right.slice(prefix.length) : right);
    const [leftId, rightId, result] = [left, right, joined].map((token) => vocabulary.get(token));
    if (leftId === undefined || rightId === undefined || result === undefined) {
      throw new Error(`Merge ${rank}, ${JSON.stringify(merge)}, is of tokens that the vocabulary lacks`);
    }
    table.set(leftId, rightId, rank, result);
  }
  return table;
}
