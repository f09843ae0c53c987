import {
  newToPatterns,
  notMarks,
  notNonspacing,
  notPunctuation,
  onlyMarksThere,
  onlyNonspacingThere,
  onlyPunctuationThere,
} from './unicode-differences.ts';

/** Character classes as the library `tokenizers` has them, to be put between brackets in a RegExp with the flag v. */

/** `char::is_whitespace` of Rust. JavaScript's \s has U+FEFF and lacks U+0085. */
export const whitespace = String.raw`\p{White_Space}`;

/** `char::is_numeric` of Rust: superscripts and fractions too. */
export const numeric = String.raw`\p{N}`;

/** \w of the Rust crate regex. */
export const wordCharacters = String.raw`[[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]--[${newToPatterns}]]`;

/** Marks of ASCII, symbols among them, and the category P. */
export const punctuation = String.raw`[[\p{P}\u{21}-\u{2f}\u{3a}-\u{40}\u{5b}-\u{60}\u{7b}-\u{7e}]--[${notPunctuation}]]${onlyPunctuationThere}`;

/** What `StripAccents` takes away. */
export const marks = String.raw`[\p{M}--[${notMarks}]]${onlyMarksThere}`;

/** What the normaliser of BERT takes for accents. */
export const nonspacingMarks = String.raw`[\p{Mn}--[${notNonspacing}]]${onlyNonspacingThere}`;

/** Character by character, so without the rule for a final sigma. */
export function lowercase(text: string): string {
  let result = '';
  for (const character of text) result += character.toLowerCase();
  return result;
}
