import type { ScoredWindow } from '../engine/index.ts';
import { ModelTraceError } from '../errors.ts';
import type { Tokenizer } from '../tokenizer/index.ts';
import type { Protocol } from './protocol.ts';
import { lmEvalWords, type TextSize, textSize } from './text-size.ts';
import { rollingWindows, slidingWindows } from './windows.ts';

/** A text that windows do not reach beyond. */
export interface PlannedDocument {
  readonly tokens: Int32Array;
  readonly size: TextSize;
}

export interface PlannedWindow extends ScoredWindow {
  readonly document: number;
  /** Where targets[0] stands in the tokens of the document. */
  readonly position: number;
  /** How often the tool counts the window's mean loss; null: as often as the window has targets. */
  readonly lossTokens: number | null;
}

/** What runs through the model. */
export interface Plan {
  readonly documents: readonly PlannedDocument[];
  readonly windows: readonly PlannedWindow[];
  /** Special tokens that a text begins or ends with. */
  readonly specialTokens: readonly number[];
  /** The token that the first token of a text is predicted from; null: it is not predicted. */
  readonly prefixTokenId: number | null;
  /** Which tokens are not scored, in words. */
  readonly unscored: string;
}

/** Tokens of all windows together: a day of a 135M model on two cores. Small strides multiply what a corpus holds. */
const maxPlannedTokens = 2 ** 24;

/** Between documents that the guide measures as one text. */
export const documentSeparator = '\n\n';

/**
 * What each mode runs and scores.
 * - model-trace: sliding windows over each document.
 * - transformers-guide: sliding windows over the documents joined by blank lines. The guide counts the mean loss of each
 *   window `trg_len - 1` times; where windows overlap it is a mean over `trg_len` tokens.
 *   Source: https://huggingface.co/docs/transformers/perplexity
 * - lm-eval-rolling: rolling windows over each document after a prefix, the tokenizer's BOS or else EOS token. With a
 *   tokenizer that adds a BOS token itself the harness predicts that token too, from the prefix.
 * @throws BOS_MISSING, CORPUS_TOO_LARGE
 */
export function planWindows(texts: readonly string[], { tokenizer, protocol }: PlanOptions): Plan {
  const { mode } = protocol;
  const encode = encoder({ tokenizer, protocol });
  const specialTokens = [...encode('')];
  if (mode === 'lm-eval-rolling') {
    const prefix = requireToken(tokenizer.bosTokenId ?? tokenizer.eosTokenId, 'BOS or EOS token', mode);
    const prefixText = tokenizer.decodeToken(prefix);
    const documents = texts.map((text) => ({
      // A text that begins with the prefix itself gets no special tokens.
      tokens: text.startsWith(prefixText) ? tokenizer.encode(text, { addSpecialTokens: false }) : encode(text),
      size: { ...textSize(text), words: lmEvalWords(text) },
    }));
    requireRoom(documents, protocol);
    const windows = documents.flatMap(({ tokens }, document) =>
      rollingWindows(tokens, { ...protocol, prefix }).map((window) => ({ ...window, document, lossTokens: null })),
    );
    return { documents, windows, specialTokens, prefixTokenId: prefix, unscored: 'none' };
  }
  const joined = mode === 'transformers-guide';
  const documents = (joined ? [texts.join(documentSeparator)] : texts).map((text) => ({
    tokens: encode(text),
    size: textSize(text),
  }));
  requireRoom(documents, protocol);
  const windows = documents.flatMap(({ tokens }, document) =>
    slidingWindows(tokens, protocol).map(({ fresh, ...window }) => ({
      ...window,
      document,
      lossTokens: joined ? fresh - 1 : null,
    })),
  );
  const disjoint = protocol.strideTokens === protocol.windowTokens;
  return {
    documents,
    windows,
    specialTokens,
    prefixTokenId: null,
    unscored: disjoint ? 'the first token of each window' : 'the first token of each document',
  };
}

/** Before a window is made: there may be one for each token. @throws CORPUS_TOO_LARGE */
function requireRoom(documents: readonly PlannedDocument[], { windowTokens, strideTokens }: Protocol): void {
  const planned = documents.reduce((sum, { tokens: { length } }) => {
    const windows = length <= windowTokens ? 1 : 1 + Math.ceil((length - windowTokens) / strideTokens);
    return sum + Math.min(length, windowTokens) + (windows - 1) * windowTokens;
  }, 0);
  if (planned <= maxPlannedTokens) return;
  throw new ModelTraceError(
    'CORPUS_TOO_LARGE',
    `The windows hold ${planned} tokens together, more than ${maxPlannedTokens}`,
    {
      fix: 'Choose a larger stride, or take only the first documents (limit)',
      details: { planned, maxPlannedTokens, windowTokens, strideTokens },
    },
  );
}

interface PlanOptions {
  tokenizer: Tokenizer;
  protocol: Protocol;
}

/** Token ids of a text under the BOS policy. */
function encoder({ tokenizer, protocol: { bos } }: PlanOptions): (text: string) => Int32Array {
  if (bos === 'tokenizer') return (text) => tokenizer.encode(text);
  const plain = (text: string) => tokenizer.encode(text, { addSpecialTokens: false });
  if (bos === 'never') return plain;
  const first = requireToken(tokenizer.bosTokenId, 'BOS token', 'bos "always"');
  return (text) => {
    const tokens = plain(text);
    if (tokens[0] === first) return tokens;
    const begun = new Int32Array(tokens.length + 1);
    begun[0] = first;
    begun.set(tokens, 1);
    return begun;
  };
}

function requireToken(id: number | null, what: string, by: string): number {
  if (id !== null) return id;
  throw new ModelTraceError('BOS_MISSING', `tokenizer_config.json names no ${what}, which ${by} needs`, {
    fix: 'Use the mode model-trace with bos "tokenizer" or "never"',
  });
}
