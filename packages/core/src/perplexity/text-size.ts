/** UTF-8 bytes of a text and words, by whitespace. */
export interface TextSize {
  readonly sizeBytes: number;
  readonly words: number;
}

export const textSize = (text: string): TextSize => ({
  sizeBytes: Buffer.byteLength(text),
  words: text.split(/\s+/).filter((word) => word !== '').length,
});

/** What `\s` is in Python: not U+FEFF, but the separators U+001C to U+001F and U+0085. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python splits at these.
const pythonSpace = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** `len(re.split(r"\s+", text))` of lm-evaluation-harness: a text that begins or ends with space has one word more there. */
export const lmEvalWords = (text: string): number => text.split(pythonSpace).length;

/** Sizes of several texts together. */
export const addSizes = (sizes: readonly TextSize[]): TextSize => ({
  sizeBytes: sizes.reduce((sum, size) => sum + size.sizeBytes, 0),
  words: sizes.reduce((sum, size) => sum + size.words, 0),
});
