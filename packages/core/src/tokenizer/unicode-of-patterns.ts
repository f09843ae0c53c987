import { newToPatterns } from './unicode-differences.ts';

const unknown = new RegExp(`[${newToPatterns}]`, 'gv');

/**
 * The text as Oniguruma's older tables see it, of the same length: characters that are new to it become unassigned
 * ones. Matches are found in this text and cut from the original.
 */
export function asUnicodeOfPatterns(text: string): string {
  if (text.search(unknown) < 0) return text;
  return text.replace(unknown, (character) => {
    if (character === 'ʕ') return 'ɐ'; // lower case until Unicode 17
    return character.length === 1 ? '\u0378' : '\u{e0080}';
  });
}
