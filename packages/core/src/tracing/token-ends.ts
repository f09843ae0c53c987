import { ModelTraceError } from '../errors.ts';
import type { Tokenizer } from '../tokenizer/index.ts';

/** Tokens that may follow one another without one that ends at a character: parts of a few characters, no more. */
const longestPart = 64;

/**
 * Where in its text each token ends, in UTF-16 units; -1 where it ends inside of a character, or stands for none of the text. Found
 * by decoding and checked against the text, so that what is placed is placed exactly; the token before goes along, since
 * decoders treat the first of a text differently.
 * @param ids  of the whole text, without special tokens
 * @throws TRACE_TEXT_UNALIGNED when tokens do not give the text back: the tokenizer changes it (cases, accents, spaces)
 */
export function tokenEnds(tokenizer: Pick<Tokenizer, 'decode'>, text: string, ids: Int32Array): Int32Array {
  const ends = new Int32Array(ids.length).fill(-1);
  let position = 0;
  let before: number[] = [];
  let pending: number[] = [];
  for (const [i, id] of ids.entries()) {
    pending.push(id);
    const prefix = before.length === 0 ? '' : tokenizer.decode(before);
    let piece = tokenizer.decode([...before, ...pending]).slice(prefix.length);
    // A space that the tokenizer put before the text.
    if (position === 0 && piece.startsWith(' ') && !text.startsWith(' ')) piece = piece.slice(1);
    if (piece !== '' && text.startsWith(piece, position)) {
      position += piece.length;
      ends[i] = position;
      before = [id];
      pending = [];
    } else if (pending.length > longestPart) break;
  }
  if (position === text.length) return ends;
  throw new ModelTraceError(
    'TRACE_TEXT_UNALIGNED',
    `The tokens of the text do not give it back: they differ at ${JSON.stringify(text.slice(position, position + 40))}`,
    { fix: 'Take a text that the tokenizer leaves as it is, or none: then activations are taken on random tokens' },
  );
}
