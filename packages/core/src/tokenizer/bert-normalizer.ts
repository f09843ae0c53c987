import type { Normalizer } from './normalizer.ts';
import type { Section } from './section.ts';
import { lowercase, nonspacingMarks, whitespace } from './unicode-classes.ts';
import { notControl } from './unicode-differences.ts';
import { unicodeNormalize } from './unicode-normalize.ts';

const dropped = new RegExp(String.raw`[\u{0}\u{fffd}[[\p{Cc}\p{Cf}\p{Co}]--[\t\n\r]--[${notControl}]]]`, 'gv');
const spaces = new RegExp(`[${whitespace}]`, 'gv');
const accents = new RegExp(`[${nonspacingMarks}]`, 'gv');
/** Blocks of ideographs, as listed in the library (its U+2B920 is BERT's own slip for U+2B820). */
const ideographs =
  /[\u{4e00}-\u{9fff}\u{3400}-\u{4dbf}\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{f900}-\u{faff}\u{2f800}-\u{2fa1f}]/gv;

/** BertNormalizer of the library `tokenizers`: bert.rs. Accents go with the case unless the file says otherwise. */
export function bertNormalizer(section: Section): Normalizer {
  const { clean_text = true, handle_chinese_chars = true, strip_accents = null, lowercase: lowers = true } = section;
  return (text) => {
    let result = text;
    if (clean_text) result = result.replace(dropped, '').replace(spaces, ' ');
    if (handle_chinese_chars) result = result.replace(ideographs, ' $& ');
    if (strip_accents ?? lowers) result = unicodeNormalize(result, 'NFD').replace(accents, '');
    return lowers ? lowercase(result) : result;
  };
}
