import { passage } from '../perplexity/index.ts';
import { loadTokenizer } from '../tokenizer/index.ts';
import type { TracedModel } from './traced-model.ts';

/**
 * The default input of statistics on what models predict: the fixed passage as the model's tokenizer gives it, special tokens
 * included, cut into sequences that fit the context of both. Random token ids would not do: no model predicts them.
 * @throws TOKENIZER_MISSING, TOKENIZER_INVALID
 */
export async function passageSequences(model: TracedModel, base: TracedModel): Promise<Int32Array[]> {
  const tokenizer = await loadTokenizer(model.source);
  const tokens = tokenizer.encode(passage().text);
  const length = Math.min(model.spec.contextLength, base.spec.contextLength);
  const sequences: Int32Array[] = [];
  // A single token predicts nothing.
  for (let start = 0; start + 1 < tokens.length; start += length) sequences.push(tokens.slice(start, start + length));
  return sequences;
}
