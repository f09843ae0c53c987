import { type AddedToken, addedTokenFinder } from './added-tokens.ts';
import { decoder } from './decoder.ts';
import { model } from './model.ts';
import { normalizer } from './normalizer.ts';
import { surroundings } from './post-processor.ts';
import { preTokenizer } from './pre-tokenizer.ts';
import type { Section } from './section.ts';

/** tokenizer.json of the library `tokenizers`, parsed. */
export interface TokenizerDefinition {
  readonly normalizer: Section | null;
  readonly preTokenizer: Section | null;
  readonly model: Section;
  readonly postProcessor: Section | null;
  readonly decoder: Section | null;
  readonly addedTokens: readonly AddedToken[];
}

/**
 * What the Rust library `tokenizers` does with a text, in its order: tokens that are added raw are cut out, the rest is
 * normalised, tokens that are added normalised are cut out, the rest is cut into words, words into tokens.
 *
 * Our own: of 2,000 awkward strings the JavaScript library @huggingface/tokenizers 0.2.0 gave other ids than Python for
 * some with \s in a ByteLevel pattern, and for many with Digits, Precompiled or BERT's normaliser; and it took 12.7 s for
 * 1 MB of text with the tokenizer of Llama 2, against 0.7 s.
 */
export function jsonTokenizer(definition: TokenizerDefinition) {
  const normalize = normalizer(definition.normalizer);
  const words = preTokenizer(definition.preTokenizer);
  const { vocabulary, encode } = model(definition.model);
  const decode = decoder(definition.decoder);
  const { before, after } = surroundings(definition.postProcessor);
  const { addedTokens } = definition;
  const findRaw = addedTokenFinder(
    addedTokens.filter(({ normalized }) => !normalized),
    null,
  );
  const findNormalized = addedTokenFinder(
    addedTokens.filter(({ normalized }) => normalized),
    normalize,
  );
  const ids = new Map(vocabulary);
  for (const { content, id } of addedTokens) ids.set(content, id);
  const tokens = new Map([...ids].map(([token, id]) => [id, token]));
  // The library gives such a token back as it looks for it.
  for (const { content, id, normalized } of addedTokens) if (normalized) tokens.set(id, normalize(content));

  return {
    ids: ids as ReadonlyMap<string, number>,
    before,
    after,
    /** Ids of a text, without the special tokens `before` and `after` it. A lone surrogate is U+FFFD. */
    encode(text: string): number[] {
      const result: number[] = [];
      const whole = text.toWellFormed();
      for (const raw of findRaw(whole)) {
        if (raw.token) {
          result.push(raw.token.id);
          continue;
        }
        const normalized = normalize(whole.slice(raw.start, raw.end));
        for (const section of findNormalized(normalized)) {
          if (section.token) {
            result.push(section.token.id);
            continue;
          }
          const piece = {
            text: normalized.slice(section.start, section.end),
            first: raw.start === 0 && section.start === 0,
          };
          for (const word of words([piece])) encode(word.text, result);
        }
      }
      return result;
    },
    /** Text of tokens in a row; an id that no token has adds nothing. */
    decodeAll(these: readonly number[]): string {
      return decode(these.flatMap((id) => tokens.get(id) ?? [])).join('');
    },
    /** Text of one token, special or not; nothing for an id that no token has. */
    decode(id: number): string {
      const token = tokens.get(id);
      return token === undefined ? '' : decode([token]).join('');
    },
  };
}
