import { type ScoreWindowsOptions, scoreWindows } from './score-windows.ts';

export interface ScoreSequencesOptions extends Omit<ScoreWindowsOptions, 'windows' | 'ranksInto'> {
  /** Token ids; each sequence runs from position 0 and is at most contextLength long. */
  readonly sequences: readonly Int32Array[];
}

/**
 * Negative log-likelihood, nats, of each token given those before it in its sequence: -ln p(token_t | token_<t).
 * @returns for each sequence an array of its length; the first token has nothing before it: NaN
 * @throws what `scoreWindows` throws
 */
export async function scoreSequences({ sequences, ...options }: ScoreSequencesOptions): Promise<Float64Array[]> {
  const windows = sequences.map((input) => ({ input, firstRow: 0, targets: input.subarray(1) }));
  const losses = await scoreWindows({ ...options, windows });
  let next = 0;
  return sequences.map((sequence) => {
    const scored = new Float64Array(sequence.length).fill(Number.NaN);
    for (let position = 1; position < scored.length; position++) scored[position] = losses[next++];
    return scored;
  });
}
