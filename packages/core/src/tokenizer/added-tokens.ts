import type { Normalizer } from './normalizer.ts';
import { whitespace, wordCharacters } from './unicode-classes.ts';

/** A token that is looked for in the text itself, ahead of the model. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Only where no word character touches it. */
  readonly singleWord: boolean;
  /** Takes the whitespace before it along. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Is looked for in the normalised text, by its normalised content. */
  readonly normalized: boolean;
}

/** A part of a text: a token, or text still to be tokenised. */
export type Section = { readonly token: AddedToken | null; readonly start: number; readonly end: number };

const wordBefore = new RegExp(`[${wordCharacters}]$`, 'v');
const wordAfter = new RegExp(`^[${wordCharacters}]`, 'v');
const spacesAfter = new RegExp(`[${whitespace}]*`, 'vy');
const space = new RegExp(`^[${whitespace}]`, 'v');

/**
 * Finds tokens in a text, leftmost first, the longest of several. As `AddedVocabulary::find_matches` of the Rust
 * library tokenizers.
 */
export function addedTokenFinder(tokens: readonly AddedToken[], normalize: Normalizer | null) {
  const trie = contentTrie(
    tokens.map((token) => [normalize ? normalize(token.content) : token.content, token] as const),
  );
  return (text: string): Section[] => {
    const sections: Section[] = [];
    let done = 0;
    for (let at = 0; at < text.length; ) {
      const match = trie(text, at);
      if (match === null) {
        at++;
        continue;
      }
      let [start, end] = [at, match.end];
      at = match.end;
      const { token } = match;
      if (token.singleWord) {
        // As long as any character may be: two UTF-16 units.
        const touched =
          wordBefore.test(text.slice(Math.max(0, start - 2), start)) || wordAfter.test(text.slice(end, end + 2));
        if (touched) continue;
      }
      if (token.lstrip) while (start > done && space.test(text[start - 1])) start--;
      if (token.rstrip) {
        spacesAfter.lastIndex = end;
        spacesAfter.test(text);
        end = Math.max(end, spacesAfter.lastIndex);
      }
      if (done < start) sections.push({ token: null, start: done, end: start });
      sections.push({ token, start, end });
      done = end;
      at = Math.max(at, end);
    }
    if (done < text.length) sections.push({ token: null, start: done, end: text.length });
    return sections;
  };
}

type Node = Map<number, Node> & { token?: AddedToken };

function contentTrie(entries: readonly (readonly [content: string, token: AddedToken])[]) {
  const root: Node = new Map();
  for (const [content, token] of entries) {
    let node = root;
    for (let i = 0; i < content.length; i++) {
      const code = content.charCodeAt(i);
      let child = node.get(code);
      if (child === undefined) {
        child = new Map();
        node.set(code, child);
      }
      node = child;
    }
    if (content !== '') node.token ??= token;
  }
  /** The longest entry at a place of a text. */
  return (text: string, start: number): { token: AddedToken; end: number } | null => {
    let match: { token: AddedToken; end: number } | null = null;
    let node: Node | undefined = root;
    for (let at = start; at < text.length; ) {
      node = node.get(text.charCodeAt(at++));
      if (node === undefined) break;
      if (node.token) match = { token: node.token, end: at };
    }
    return match;
  };
}
