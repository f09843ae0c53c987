/**
 * Consecutive windows of `windowTokens` tokens without overlap; the last may be shorter. Each is run from position 0,
 * so the first token of each has nothing before it and is not scored.
 */
export function consecutiveWindows(tokens: Int32Array, windowTokens: number): Int32Array[] {
  return Array.from({ length: Math.ceil(tokens.length / windowTokens) }, (_, index) =>
    tokens.subarray(index * windowTokens, (index + 1) * windowTokens),
  );
}
