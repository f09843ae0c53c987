import { undecomposedNFD, undecomposedNFKC, undecomposedNFKD } from './unicode-differences.ts';

export type Form = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/** Runs of characters that the library leaves alone, by form; NFC has none. */
const untouched: Record<Form, RegExp | null> = {
  NFC: null,
  NFD: new RegExp(`([${undecomposedNFD}]+)`, 'v'),
  NFKC: new RegExp(`([${undecomposedNFKC}]+)`, 'v'),
  NFKD: new RegExp(`([${undecomposedNFKD}]+)`, 'v'),
};

/** Normal form of a text by the tables of the library `tokenizers`, which are older than those of Node. */
export function unicodeNormalize(text: string, form: Form): string {
  const left = untouched[form];
  if (left === null || text.search(left) < 0) return text.normalize(form);
  return text
    .split(left)
    .map((part, i) => (i % 2 === 0 ? part.normalize(form) : part))
    .join('');
}
