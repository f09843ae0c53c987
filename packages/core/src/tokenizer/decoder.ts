import { bytesOfToken } from './byte-level.ts';
import { makerOf, type Section, sectionsOf } from './section.ts';
import { compilePattern } from './split-pattern.ts';

/** Turns tokens into texts that put together give the text. */
type Decoder = (tokens: readonly string[]) => string[];

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** @param section `decoder` of tokenizer.json; null leaves tokens as they are */
export function decoder(section: Section | null): Decoder {
  if (section === null) return (tokens) => [...tokens];
  return makerOf(makers, section, 'decoder')(section);
}

const makers: Record<string, (section: Section) => Decoder> = {
  Sequence(section) {
    const steps = sectionsOf(section.decoders).map(decoder);
    return (tokens) => steps.reduce<string[]>((current, step) => step(current), [...tokens]);
  },
  ByteLevel: () => (tokens) => [utf8.decode(Buffer.concat(tokens.map(bytesOfToken)))],
  ByteFallback: () => byteFallback,
  Fuse: () => (tokens) => [tokens.join('')],
  Replace({ pattern, content }) {
    const compiled = compilePattern(pattern);
    return (tokens) =>
      tokens.map((token) =>
        compiled
          .stretches(token)
          .map(({ start, end, match }) => (match ? String(content) : token.slice(start, end)))
          .join(''),
      );
  },
  Strip({ content, start = 0, stop = 0 }) {
    return (tokens) =>
      tokens.map((token) => {
        const characters = Array.from(token);
        let [from, to] = [0, characters.length];
        while (from < Number(start) && characters[from] === content) from++;
        while (characters.length - to < Number(stop) && to > from && characters[to - 1] === content) to--;
        return characters.slice(from, to).join('');
      });
  },
  Metaspace({ replacement = '▁', prepend_scheme, add_prefix_space = true }) {
    const prepends = (prepend_scheme ?? (add_prefix_space ? 'always' : 'never')) !== 'never';
    return (tokens) => tokens.map((token, i) => token.replaceAll(String(replacement), i === 0 && prepends ? '' : ' '));
  },
  WordPiece({ prefix = '##', cleanup = true }) {
    const mark = String(prefix);
    return (tokens) =>
      tokens.map((token, i) => {
        const joined = token.startsWith(mark) ? token.slice(mark.length) : ` ${token}`;
        const text = i === 0 ? token : joined;
        return cleanup ? withoutSpacesBeforeMarks(text) : text;
      });
  },
  BPEDecoder:
    ({ suffix = '</w>' }) =>
    (tokens) =>
      tokens.map((token, i) => token.replaceAll(String(suffix), i === tokens.length - 1 ? '' : ' ')),
};

/** Tokens like <0x0A> are bytes; a run of them that is no UTF-8 is one U+FFFD for each. */
function byteFallback(tokens: readonly string[]): string[] {
  const texts: string[] = [];
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length === 0) return;
    try {
      texts.push(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes)));
    } catch {
      for (const _ of bytes) texts.push('\ufffd');
    }
    bytes = [];
  };
  for (const token of tokens) {
    const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token);
    if (byte) bytes.push(Number.parseInt(byte[1], 16));
    else {
      flush();
      texts.push(token);
    }
  }
  flush();
  return texts;
}

/** `cleanup` of decoders/wordpiece.rs. */
function withoutSpacesBeforeMarks(text: string): string {
  return [
    [' .', '.'],
    [' ?', '?'],
    [' !', '!'],
    [' ,', ','],
    [" ' ", "'"],
    [" n't", "n't"],
    [" 'm", "'m"],
    [' do not', " don't"],
    [" 's", "'s"],
    [" 've", "'ve"],
    [" 're", "'re"],
  ].reduce((current, [from, to]) => current.replaceAll(from, to), text);
}
