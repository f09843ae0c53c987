/**
 * The alphabet of byte-level tokenizers: each byte is one printable character. Bytes that print in Latin-1 are
 * themselves, the others are U+0100 and on, in order. Source: bytes_to_unicode of GPT-2's encoder.py.
 */
const characters: string[] = [];
for (let byte = 0, next = 0x100; byte < 256; byte++) {
  const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  characters.push(String.fromCharCode(printable ? byte : next++));
}
const bytes = new Map(characters.map((character, byte) => [character, byte]));
const encoder = new TextEncoder();

/** The bytes of a text in UTF-8, written with the alphabet. */
export function toByteLevel(text: string): string {
  let result = '';
  for (const byte of encoder.encode(text)) result += characters[byte];
  return result;
}

/** The bytes that a token written with the alphabet stands for; those of its UTF-8 when it is not written with it. */
export function bytesOfToken(token: string): Uint8Array {
  const result: number[] = [];
  for (const character of token) {
    const byte = bytes.get(character);
    if (byte === undefined) return encoder.encode(token);
    result.push(byte);
  }
  return Uint8Array.from(result);
}

/** The token that stands for a byte where characters without a token fall back to bytes. */
export const byteToken = (byte: number) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
