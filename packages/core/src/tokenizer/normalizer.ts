import { bertNormalizer } from './bert-normalizer.ts';
import { toByteLevel } from './byte-level.ts';
import { precompiledNormalizer } from './precompiled-normalizer.ts';
import { makerOf, type Section, sectionsOf } from './section.ts';
import { compilePattern } from './split-pattern.ts';
import { lowercase, marks, whitespace } from './unicode-classes.ts';
import { type Form, unicodeNormalize } from './unicode-normalize.ts';

export type Normalizer = (text: string) => string;

/** @param section `normalizer` of tokenizer.json; null changes nothing */
export function normalizer(section: Section | null): Normalizer {
  if (section === null) return (text) => text;
  return makerOf(makers, section, 'normalizer')(section);
}

/** A compatibility form makes up to 18 characters of one (U+FDFA), bytes as characters 3 more of each. */
const maxGrowth = 64;
/** Characters that steps may put before or around however short a text. */
const minLimit = 2 ** 16;

const form = (name: Form) => () => (text: string) => unicodeNormalize(text, name);

const makers: Record<string, (section: Section) => Normalizer> = {
  Sequence(section) {
    const steps = sectionsOf(section.normalizers).map(normalizer);
    return (text) => {
      const most = text.length * maxGrowth + minLimit;
      return steps.reduce((current, step) => {
        const next = step(current);
        if (next.length > most) throw new Error(`The normalizer makes ${next.length} characters out of ${text.length}`);
        return next;
      }, text);
    };
  },
  NFC: form('NFC'),
  NFD: form('NFD'),
  NFKC: form('NFKC'),
  NFKD: form('NFKD'),
  Lowercase: () => lowercase,
  StripAccents: () => (text) => text.replace(new RegExp(`[${marks}]`, 'gv'), ''),
  Strip({ strip_left = true, strip_right = true }) {
    const ends = [strip_left && `^[${whitespace}]+`, strip_right && `[${whitespace}]+$`].filter(Boolean).join('|');
    return ends === '' ? (text) => text : (text) => text.replace(new RegExp(ends, 'gv'), '');
  },
  Prepend:
    ({ prepend }) =>
    (text) =>
      text === '' ? text : `${prepend}${text}`,
  Replace({ pattern, content }) {
    const compiled = compilePattern(pattern);
    return (text) =>
      compiled
        .stretches(text)
        .map(({ start, end, match }) => (match ? String(content) : text.slice(start, end)))
        .join('');
  },
  ByteLevel: () => toByteLevel,
  BertNormalizer: bertNormalizer,
  Precompiled: precompiledNormalizer,
};
