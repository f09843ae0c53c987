import { ModelTraceError } from '../errors.ts';
import { loadTokenizer, type Tokenizer } from '../tokenizer/index.ts';
import type { SideInput } from './activation-input.ts';
import { tokenEnds } from './token-ends.ts';
import type { TracedModel } from './traced-model.ts';
import { defaultActivationTokens } from './uniform-token-ids.ts';

/** Characters of a sequence: some 250 tokens of English, so that a few thousand tokens are several sequences. */
const sequenceCharacters = 1024;
/** With fewer numbers for each unit a matching says little. */
const fewestPositions = 64;

/**
 * A text as two models read it: cut at spaces into sequences, each tokenized by either model's own tokenizer, and the positions
 * at which both have read the text up to the same character, as many as the default input has tokens at most.
 * @throws TRACE_TEXT_UNALIGNED when there are fewer than 64, or a tokenizer changes the text; TOKENIZER_MISSING, TOKENIZER_INVALID
 */
export async function alignTokenizations(
  { model, base }: { model: TracedModel; base: TracedModel },
  text: string,
): Promise<{ model: SideInput; base: SideInput }> {
  const [ours, theirs] = await Promise.all([reader(model), reader(base)]);
  const sides = { model: emptySide(), base: emptySide() };
  const waiting = parts(text);
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    if (sides.model.positions.length >= defaultActivationTokens) break;
    const [a, b] = [ours(part), theirs(part)];
    if (a.ids.length > model.spec.contextLength || b.ids.length > base.spec.contextLength) {
      // Halves are read again; one character that fills a context is no text.
      const space = part.lastIndexOf(' ', part.length >> 1);
      const middle = space > 0 ? space : atCharacter(part, part.length >> 1);
      if (middle > 0) waiting.unshift(part.slice(0, middle), part.slice(middle));
      continue;
    }
    const at = new Map(Array.from(b.ends, (end, i) => [end, i] as const).filter(([end]) => end > 0));
    for (const [i, end] of a.ends.entries()) {
      const partner = at.get(end);
      if (partner === undefined || sides.model.positions.length >= defaultActivationTokens) continue;
      sides.model.positions.push(sides.model.length + i);
      sides.base.positions.push(sides.base.length + partner);
    }
    add(sides.model, a.ids);
    add(sides.base, b.ids);
  }
  const { length } = sides.model.positions;
  if (length < fewestPositions) {
    throw new ModelTraceError(
      'TRACE_TEXT_UNALIGNED',
      `Both tokenizations of the text end at the same character ${length} times, at least ${fewestPositions} are needed`,
      { fix: 'Take a longer text' },
    );
  }
  return { model: finished(sides.model), base: finished(sides.base) };
}

interface Side {
  sequences: Int32Array[];
  positions: number[];
  length: number;
}
const emptySide = (): Side => ({ sequences: [], positions: [], length: 0 });
const finished = ({ sequences, positions }: Side): SideInput => ({ sequences, positions: Int32Array.from(positions) });

function add(side: Side, ids: Int32Array): void {
  side.sequences.push(ids);
  side.length += ids.length;
}

/** Cut before spaces: a space belongs to the word after it, as tokenizers have it. */
function parts(text: string): string[] {
  const list: string[] = [];
  let start = 0;
  while (text.length - start > sequenceCharacters) {
    const space = text.lastIndexOf(' ', start + sequenceCharacters);
    const end = space > start ? space : atCharacter(text, start + sequenceCharacters);
    list.push(text.slice(start, end));
    start = end;
  }
  if (start < text.length) list.push(text.slice(start));
  return list;
}

/** The index, or the one before where it lies within a surrogate pair. */
const atCharacter = (text: string, index: number): number => {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index;
};

/** Reads a part as the model would: with the token that begins a text, which stands for none of its characters. */
async function reader({ source }: TracedModel): Promise<(part: string) => { ids: Int32Array; ends: Int32Array }> {
  const tokenizer: Tokenizer = await loadTokenizer(source);
  const { bosTokenId, specialTokensAdded } = tokenizer;
  const begin = bosTokenId !== null && specialTokensAdded[0] === bosTokenId ? [bosTokenId] : [];
  return (part) => {
    const ids = tokenizer.encode(part, { addSpecialTokens: false });
    const ends = tokenEnds(tokenizer, part, ids);
    return {
      ids: Int32Array.from([...begin, ...ids]),
      ends: Int32Array.from([...begin.map(() => -1), ...ends]),
    };
  };
}
