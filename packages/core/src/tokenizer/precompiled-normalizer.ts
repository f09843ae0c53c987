import type { Normalizer } from './normalizer.ts';
import type { Section } from './section.ts';

/** Charsmaps of real models have some 300 KB. */
const maxBytes = 16 * 2 ** 20;

/**
 * The character map of SentencePiece, compiled into a double-array trie (Darts) over UTF-8 with the replacements behind
 * it: u32 size of the trie in bytes, the trie's u32 units, then strings that end with NUL. As in the Rust crate
 * spm_precompiled: graphemes below six bytes are looked up whole, others character by character, and the shortest
 * entry that starts the lookup decides.
 */
export function precompiledNormalizer({ precompiled_charsmap }: Section): Normalizer {
  const bytes = Buffer.from(String(precompiled_charsmap ?? ''), 'base64');
  if (bytes.length === 0) return (text) => text;
  const trieBytes = bytes.length < 4 ? Number.NaN : bytes.readUInt32LE(0);
  if (bytes.length > maxBytes || !(trieBytes % 4 === 0 && 4 + trieBytes <= bytes.length)) {
    throw new Error('precompiled_charsmap is not a character map of SentencePiece');
  }
  const units = new Uint32Array(trieBytes / 4).map((_, i) => bytes.readUInt32LE(4 + 4 * i));
  const strings = bytes.subarray(4 + trieBytes);
  const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
  const encoder = new TextEncoder();
  const known = new Map<string, string | null>();

  /** Replacement of a chunk, or null. */
  function lookup(chunk: string): string | null {
    let replacement = known.get(chunk);
    if (replacement === undefined) {
      const start = shortestPrefix(units, encoder.encode(chunk));
      const end = start === null ? -1 : strings.indexOf(0, start);
      replacement = start === null || end < 0 ? null : strings.toString('utf8', start, end);
      if (known.size < 100_000) known.set(chunk, replacement);
    }
    return replacement;
  }

  return (text) => {
    let result = '';
    for (const { segment } of segmenter.segment(text)) {
      const whole = Buffer.byteLength(segment) < 6 ? lookup(segment) : null;
      if (whole !== null) result += whole;
      else for (const character of segment) result += lookup(character) ?? character;
    }
    return result;
  };
}

const value = (unit: number) => unit & 0x7fffffff;
const hasLeaf = (unit: number) => ((unit >>> 8) & 1) === 1;
const label = (unit: number) => (unit & (0x80000000 | 0xff)) >>> 0;
const offset = (unit: number) => (unit >>> 10) << ((unit & 0x200) >>> 6);

/** Value of the shortest key that the bytes start with, or null. */
function shortestPrefix(units: Uint32Array, bytes: Uint8Array): number | null {
  if (units.length === 0) return null;
  let node = offset(units[0]);
  for (const byte of bytes) {
    if (byte === 0) return null;
    node ^= byte;
    if (node >= units.length || label(units[node]) !== byte) return null;
    const leaf = hasLeaf(units[node]);
    node ^= offset(units[node]);
    if (leaf) return node < units.length ? value(units[node]) : null;
  }
  return null;
}
