import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { checkSequences } from './batches.ts';
import { headLoss } from './head-loss.ts';
import type { HiddenMemory, HiddenStates, RowRange } from './hidden-states.ts';
import { type ComputeDtype, deviceFor, type EngineProgress, type Provider } from './provider.ts';
import { runBlocks } from './run-blocks.ts';
import { openSessions } from './session.ts';

export interface ScoreSequencesOptions {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  /** Token ids; each sequence runs from position 0 and is at most contextLength long. */
  readonly sequences: readonly Int32Array[];
  readonly provider: Provider;
  /** Default float32. */
  readonly computeDtype?: ComputeDtype;
  /** How much of the residual stream may be in memory; default 512 MiB, the rest in the system's temporary folder. */
  readonly memory?: HiddenMemory;
  readonly onProgress?: (progress: EngineProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Negative log-likelihood, nats, of each token given those before it in its sequence: -ln p(token_t | token_<t).
 * @returns for each sequence an array of its length; the first token has nothing before it: NaN
 * @throws TOKEN_OUT_OF_RANGE, SEQUENCE_TOO_LONG, WEIGHTS_NON_FINITE, LOSS_NON_FINITE, PROVIDER_UNAVAILABLE,
 *   SPILL_FAILED
 */
export async function scoreSequences(options: ScoreSequencesOptions): Promise<Float64Array[]> {
  const { checkpoint, spec, sequences, provider, computeDtype = 'float32', memory, onProgress, signal } = options;
  checkSequences(sequences, spec);
  const scored = sequences.map((sequence) => new Float64Array(sequence.length).fill(Number.NaN));
  if (sequences.every(({ length }) => length < 2)) return scored;

  const sessions = openSessions(deviceFor({ provider, computeDtype }));
  let hidden: HiddenStates | null = null;
  try {
    const total = spec.blocks.length;
    onProgress?.({ phase: 'layers', done: 0, total, unit: 'layers' });
    hidden = await runBlocks({
      checkpoint,
      spec,
      sequences,
      sessions,
      memory,
      signal,
      onBlock: ({ index }) => onProgress?.({ phase: 'layers', done: index + 1, total, unit: 'layers' }),
    });
    const { ranges, targets } = predictions(sequences);
    await hidden.keep(ranges);
    const losses = await headLoss({ checkpoint, spec, sessions, hidden, targets, onProgress, signal });
    let row = 0;
    for (const nll of scored) {
      for (let position = 1; position < nll.length; position++) nll[position] = losses[row++];
    }
    return scored;
  } finally {
    await hidden?.close();
    await sessions.close();
  }
}

/** The rows that predict a token of their own sequence (all but each last one) and what they predict. */
function predictions(sequences: readonly Int32Array[]): { ranges: RowRange[]; targets: Int32Array } {
  const ranges: RowRange[] = [];
  const targets: Int32Array[] = [];
  let firstRow = 0;
  for (const sequence of sequences) {
    if (sequence.length > 1) ranges.push({ firstRow, rows: sequence.length - 1 });
    targets.push(sequence.subarray(1));
    firstRow += sequence.length;
  }
  return { ranges, targets: Int32Array.from(targets.flatMap((ids) => [...ids])) };
}
