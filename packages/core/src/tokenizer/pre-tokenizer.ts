import { toByteLevel } from './byte-level.ts';
import { type Piece, piecesOf } from './piece.ts';
import { makerOf, type Section, sectionsOf } from './section.ts';
import { compilePattern, onigurumaRegex, regexPattern, type SplitBehavior, splitter } from './split-pattern.ts';
import { numeric, punctuation, whitespace, wordCharacters } from './unicode-classes.ts';

/** Cuts pieces into the words that the model tokenises one by one. */
export type PreTokenizer = (pieces: readonly Piece[]) => Piece[];

/** The pattern of GPT-2, which `ByteLevel` has built in. */
const byteLevelPattern = regexPattern(
  onigurumaRegex(String.raw`'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`),
);

const each =
  (split: (text: string) => string[]): PreTokenizer =>
  (pieces) =>
    pieces.flatMap((piece) => piecesOf(piece, split(piece.text)));
const class_ = (characters: string, suffix = '') => regexPattern(new RegExp(`[${characters}]${suffix}`, 'gv'));

/** @param section `pre_tokenizer` of tokenizer.json; null cuts nothing */
export function preTokenizer(section: Section | null): PreTokenizer {
  if (section === null) return (pieces) => [...pieces];
  return makerOf(makers, section, 'pre-tokenizer')(section);
}

const makers: Record<string, (section: Section) => PreTokenizer> = {
  Sequence(section) {
    const steps = sectionsOf(section.pretokenizers).map(preTokenizer);
    return (pieces) => steps.reduce<Piece[]>((current, step) => step(current), [...pieces]);
  },
  ByteLevel({ add_prefix_space = true, use_regex = true }) {
    const split = splitter(byteLevelPattern, 'Isolated');
    return (pieces) =>
      pieces.flatMap((piece) => {
        const text = add_prefix_space && !piece.text.startsWith(' ') ? ` ${piece.text}` : piece.text;
        return piecesOf(piece, (use_regex ? split(text) : [text]).map(toByteLevel));
      });
  },
  Metaspace({ replacement = '▁', prepend_scheme, add_prefix_space = true, split = true }) {
    const mark = String(replacement);
    const scheme = prepend_scheme ?? (add_prefix_space ? 'always' : 'never');
    const cut = splitter(compilePattern({ String: mark }), 'MergedWithNext');
    return (pieces) =>
      pieces.flatMap((piece) => {
        let text = piece.text.replaceAll(' ', mark);
        const prepends = scheme === 'always' || (scheme === 'first' && piece.first);
        if (prepends && !text.startsWith(mark)) text = mark + text;
        return piecesOf(piece, split ? cut(text) : [text]);
      });
  },
  Split: ({ pattern, behavior, invert = false }) =>
    each(splitter(compilePattern(pattern), behavior as SplitBehavior, invert === true)),
  Punctuation: ({ behavior = 'Isolated' }) => each(splitter(class_(punctuation), behavior as SplitBehavior)),
  Digits: ({ individual_digits = false }) =>
    each(splitter(class_(numeric), individual_digits ? 'Isolated' : 'Contiguous')),
  WhitespaceSplit: () => each(splitter(class_(whitespace), 'Removed')),
  Whitespace: () =>
    each(
      splitter(
        regexPattern(new RegExp(`[${wordCharacters}]+|[^${wordCharacters}${whitespace}]+`, 'gv')),
        'Removed',
        true,
      ),
    ),
  BertPreTokenizer() {
    const words = splitter(class_(whitespace), 'Removed');
    const marks = splitter(class_(punctuation), 'Isolated');
    return each((text) => words(text).flatMap(marks));
  },
  CharDelimiterSplit: ({ delimiter }) => each(splitter(compilePattern({ String: delimiter }), 'Removed')),
  FixedLength({ length = 5 }) {
    const size = Number(length);
    if (!Number.isInteger(size) || size < 1) throw new Error(`FixedLength of ${JSON.stringify(length)}`);
    return each((text) => {
      const characters = Array.from(text);
      return Array.from({ length: Math.ceil(characters.length / size) }, (_, i) =>
        characters.slice(i * size, (i + 1) * size).join(''),
      );
    });
  },
};
