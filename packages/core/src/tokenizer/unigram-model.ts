import { byteToken } from './byte-level.ts';
import type { Section } from './section.ts';
import { wordCache } from './word-cache.ts';
import type { WordModel } from './word-model.ts';

/** An unknown character costs this more than the least likely token. Source: kUnkPenalty of SentencePiece. */
const unknownPenalty = 10;

/** Unigram of the library tokenizers: models/unigram/model.rs, `encode_optimized`. */
export function unigramModel({ vocab, unk_id, byte_fallback }: Section): WordModel {
  if (!Array.isArray(vocab) || vocab.length === 0) throw new Error('The model has no "vocab"');
  const vocabulary = new Map<string, number>();
  const scores = Float64Array.from(vocab, (entry: unknown, id) => {
    const [token, score]: unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof token !== 'string' || typeof score !== 'number')
      throw new Error(`Token ${id} is ${JSON.stringify(entry)}`);
    vocabulary.set(token, id);
    return score;
  });
  const unknown = unk_id === null || unk_id === undefined ? null : Number(unk_id);
  if (unknown !== null && !(unknown >= 0 && unknown < vocab.length)) throw new Error(`unk_id is ${unk_id}`);
  const unknownScore =
    scores.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY) - unknownPenalty;
  const trie = codePointTrie(vocabulary);

  /** The most likely sequence of tokens, as [start, end] of code points and ids; -1 for an unknown character. */
  function bestPath(codes: readonly number[]): { starts: Int32Array; ids: Int32Array } {
    const best = new Float64Array(codes.length + 1);
    const starts = new Int32Array(codes.length + 1).fill(-1);
    const ids = new Int32Array(codes.length + 1);
    const reach = (end: number, score: number, start: number, id: number): void => {
      if (starts[end] >= 0 && score <= best[end]) return;
      best[end] = score;
      starts[end] = start;
      ids[end] = id;
    };
    for (let start = 0; start < codes.length; start++) {
      let single = false;
      trie.prefixes(codes, start, (end, id) => {
        reach(end, scores[id] + best[start], start, id);
        single ||= end === start + 1;
      });
      if (!single) reach(start + 1, unknownScore + best[start], start, unknown ?? -1);
    }
    return { starts, ids };
  }

  function tokenize(word: string, ids: number[]): void {
    const characters = Array.from(word);
    const path = bestPath(characters.map((character) => character.codePointAt(0)!));
    const pieces: { start: number; end: number; unknown: boolean }[] = [];
    for (let end = characters.length; end > 0; end = path.starts[end]) {
      const isUnknown = path.ids[end] === unknown || path.ids[end] < 0;
      const later = pieces.at(-1);
      if (isUnknown && later?.unknown)
        later.start = path.starts[end]; // unknown neighbours are one
      else pieces.push({ start: path.starts[end], end, unknown: isUnknown });
    }
    for (const { start, end } of pieces.reverse()) {
      const piece = characters.slice(start, end).join('');
      const id = vocabulary.get(piece);
      if (id !== undefined) {
        ids.push(id);
        continue;
      }
      if (byte_fallback) {
        const bytes = Array.from(Buffer.from(piece), (byte) => vocabulary.get(byteToken(byte)));
        if (bytes.every((byte) => byte !== undefined)) {
          for (const byte of bytes) ids.push(byte);
          continue;
        }
      }
      if (unknown === null)
        throw new Error(`${JSON.stringify(piece)} is not in the vocabulary, and there is no unk_id`);
      ids.push(unknown);
    }
  }

  return { vocabulary, encode: wordCache(tokenize) };
}

function codePointTrie(vocabulary: ReadonlyMap<string, number>) {
  /** Child of a node by node * 2^21 + code point. */
  const children = new Map<number, number>();
  const ids: number[] = [-1];
  for (const [token, id] of vocabulary) {
    let node = 0;
    for (const character of token) {
      const edge = node * 2 ** 21 + character.codePointAt(0)!;
      let child = children.get(edge);
      if (child === undefined) {
        child = ids.push(-1) - 1;
        children.set(edge, child);
      }
      node = child;
    }
    if (node > 0) ids[node] = id;
  }
  return {
    /** Calls `found` for each token that starts at `start`, short ones first. */
    prefixes(codes: readonly number[], start: number, found: (end: number, id: number) => void): void {
      let node: number | undefined = 0;
      for (let at = start; at < codes.length; at++) {
        node = children.get(node * 2 ** 21 + codes[at]);
        if (node === undefined) return;
        if (ids[node] >= 0) found(at + 1, ids[node]);
      }
    },
  };
}
