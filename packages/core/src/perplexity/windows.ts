import type { ScoredWindow } from '../engine/index.ts';

export interface WindowShape {
  /** Tokens that run through the model at once. */
  readonly windowTokens: number;
  /** By how many tokens a window advances, at most windowTokens. */
  readonly strideTokens: number;
}

/** A window of a document. */
export interface DocumentWindow extends ScoredWindow {
  /** Where targets[0] stands in the document's tokens. */
  readonly position: number;
  /** Tokens of the window that no window before it held. */
  readonly fresh: number;
}

/**
 * Windows [0, w), [s, s + w), … until one reaches the end; each predicts the tokens that no window before it held. Every
 * token but the first of the document is predicted once, unless the stride is the window: then the first token of each
 * window has nothing before it and is not predicted.
 */
export function slidingWindows(tokens: Int32Array, { windowTokens, strideTokens }: WindowShape): DocumentWindow[] {
  const windows: DocumentWindow[] = [];
  for (let begin = 0, held = 0; held < tokens.length; begin += strideTokens) {
    const end = Math.min(begin + windowTokens, tokens.length);
    const position = Math.max(begin + 1, held);
    windows.push({
      input: tokens.subarray(begin, end),
      firstRow: position - 1 - begin,
      targets: tokens.subarray(position, end),
      position,
      fresh: end - held,
    });
    held = end;
  }
  return windows;
}

/**
 * Windows of lm-evaluation-harness 0.4.13 (`get_rolling_token_windows`, then `make_disjoint_window`): every token is
 * predicted once, the first from `prefix`; a window later than the first predicts s tokens, w - s + 1 tokens of context
 * before the first of them. The harness itself has s = w, a context of one token. The last window is filled with more context.
 */
export function rollingWindows(
  tokens: Int32Array,
  { windowTokens, strideTokens, prefix }: WindowShape & { prefix: number },
): DocumentWindow[] {
  const windows: DocumentWindow[] = [];
  for (let position = 0; position < tokens.length; ) {
    const fresh = Math.min(position === 0 ? windowTokens : strideTokens, tokens.length - position);
    const end = position + fresh;
    const input = position === 0 ? new Int32Array(end) : tokens.subarray(end - windowTokens - 1, end - 1);
    if (position === 0) {
      input[0] = prefix;
      input.set(tokens.subarray(0, end - 1), 1);
    }
    windows.push({
      input,
      firstRow: input.length - fresh,
      targets: tokens.subarray(position, end),
      position,
      fresh,
    });
    position = end;
  }
  return windows;
}
