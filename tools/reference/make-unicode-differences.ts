/**
 * Writes packages/core/src/tokenizer/unicode-differences.ts from what probe_unicode.py found: the characters about
 * which the library `tokenizers` and this Node think differently.
 */
import { readFileSync, writeFileSync } from 'node:fs';

type Ranges = [number, number][];
type Changes = Record<string, string>;
const probe = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const punctuation = /^[\p{P}!-/:-@[-`{-~]$/u;

const characters: string[] = [];
for (let code = 0; code < 0x110000; code++)
  if (code < 0xd800 || code > 0xdfff) characters.push(String.fromCodePoint(code));

/** Body of a character class, in the syntax of the flag v. */
function classBody(members: Iterable<string>): string {
  const codes = [...new Set(members)].map((character) => character.codePointAt(0)!).sort((a, b) => a - b);
  const ranges: Ranges = [];
  for (const code of codes) {
    const last = ranges.at(-1);
    if (last?.[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  }
  const escaped = (code: number) => `\\u{${code.toString(16)}}`;
  return ranges.map(([from, to]) => (from === to ? escaped(from) : `${escaped(from)}-${escaped(to)}`)).join('');
}

function membership(ranges: Ranges): (character: string) => boolean {
  const members = new Uint8Array(0x110000);
  for (const [from, to] of ranges) members.fill(1, from, to + 1);
  return (character) => members[character.codePointAt(0)!] === 1;
}

/** Characters for which the function gives something else than the library. */
const unlike = (changes: Changes, change: (character: string) => string) =>
  characters.filter((character) => change(character) !== (changes[character.codePointAt(0)!] ?? character));

const ofPatterns = Object.entries<Ranges>(probe.patterns).flatMap(([category, ranges]) => {
  const [here, there] = [new RegExp(`^\\p{${category}}$`, 'u'), membership(ranges)];
  return characters.filter((character) => here.test(character) && !there(character));
});
const punctuationThere = membership(probe.punctuation);
const whitespaceThere = membership(probe.whitespace);
if (characters.some((c) => /\p{White_Space}/u.test(c) !== whitespaceThere(c))) throw new Error('White_Space differs');

const tables: Record<string, [string, Iterable<string>]> = {
  newToPatterns: [
    'Categories of Oniguruma (Unicode 16): what it takes for unassigned; U+0295 has changed from Ll to Lo.',
    ofPatterns,
  ],
  notPunctuation: [
    'P of unicode_categories (Unicode 8), with the ASCII marks that are symbols: not in it.',
    characters.filter((c) => punctuation.test(c) && !punctuationThere(c)),
  ],
  onlyPunctuationThere: [
    'In it, and no longer in P.',
    characters.filter((c) => !punctuation.test(c) && punctuationThere(c)),
  ],
  undecomposedNFD: ['Characters that its normalisation leaves alone.', unlike(probe.NFD, (c) => c.normalize('NFD'))],
  undecomposedNFKC: ['The same for NFKC.', unlike(probe.NFKC, (c) => c.normalize('NFKC'))],
  undecomposedNFKD: ['The same for NFKD.', unlike(probe.NFKD, (c) => c.normalize('NFKD'))],
  notMarks: [
    'Marks (M) that StripAccents leaves.',
    characters.filter((c) => /\p{M}/u.test(c) && probe.StripAccents[c.codePointAt(0)!] !== ''),
  ],
  onlyMarksThere: [
    'What it strips, and M has not.',
    characters.filter((c) => !/\p{M}/u.test(c) && probe.StripAccents[c.codePointAt(0)!] === ''),
  ],
  notNonspacing: [
    "Nonspacing marks that BERT's normaliser leaves.",
    characters.filter((c) => /\p{Mn}/u.test(c) && probe.bertAccents[c.codePointAt(0)!] === undefined),
  ],
  onlyNonspacingThere: [
    'What it strips, and Mn has not.',
    characters.filter((c) => !/\p{Mn}/u.test(c) && probe.bertAccents[c.codePointAt(0)!] === ''),
  ],
  notControl: [
    "Format characters that BERT's normaliser leaves.",
    characters.filter(
      (c) => /[\p{Cc}\p{Cf}\p{Co}]/u.test(c) && !/[\t\n\r]/.test(c) && probe.bertClean[c.codePointAt(0)!] !== '',
    ),
  ],
};
const unexpected = {
  NFC: unlike(probe.NFC, (c) => c.normalize('NFC')).length,
  lowercase: unlike(probe.lowercase, (c) => c.toLowerCase()).length,
};
if (Object.values(unexpected).some(Boolean)) throw new Error(`Differs without a table: ${JSON.stringify(unexpected)}`);

const lines = [
  '// Written by tools/reference/make-unicode-differences.ts with the library tokenizers 0.23.3.',
  '/**',
  ' * Where the Unicode tables of the library `tokenizers` differ from those of this Node, as bodies of character classes',
  ' * (flag v). Its parts carry tables of different ages.',
  ' */',
  '',
  '/** The Unicode version of the Node they were written with; a test fails when it is another. */',
  `export const unicodeVersion = '${process.versions.unicode}';`,
];
for (const [name, [comment, members]] of Object.entries(tables)) {
  lines.push('', `/** ${comment} */`, `export const ${name} =`, `  String.raw\`${classBody(members)}\`;`);
}
writeFileSync(
  new URL('../../packages/core/src/tokenizer/unicode-differences.ts', import.meta.url),
  `${lines.join('\n')}\n`,
);
