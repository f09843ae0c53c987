import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { checkSequences } from './batches.ts';
import { headLoss } from './head-loss.ts';
import { type ComputeDtype, deviceFor, type EngineProgress, type Provider } from './provider.ts';
import { runBlocks } from './run-blocks.ts';
import { openSessions } from './session.ts';
import { allocate, type Elements } from './tensor.ts';

export interface ScoreSequencesOptions {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  /** Token ids; each sequence runs from position 0 and is at most contextLength long. */
  readonly sequences: readonly Int32Array[];
  readonly provider: Provider;
  /** Default float32. */
  readonly computeDtype?: ComputeDtype;
  readonly onProgress?: (progress: EngineProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Negative log-likelihood, nats, of each token given those before it in its sequence: -ln p(token_t | token_<t).
 * @returns for each sequence an array of its length; the first token has nothing before it: NaN
 * @throws TOKEN_OUT_OF_RANGE, SEQUENCE_TOO_LONG, WEIGHTS_NON_FINITE, LOSS_NON_FINITE, PROVIDER_UNAVAILABLE
 */
export async function scoreSequences(options: ScoreSequencesOptions): Promise<Float64Array[]> {
  const { checkpoint, spec, sequences, provider, computeDtype = 'float32', onProgress, signal } = options;
  checkSequences(sequences, spec);
  const scored = sequences.map((sequence) => new Float64Array(sequence.length).fill(Number.NaN));
  if (sequences.every(({ length }) => length < 2)) return scored;

  const sessions = openSessions(deviceFor({ provider, computeDtype }));
  try {
    const total = spec.blocks.length;
    onProgress?.({ phase: 'layers', done: 0, total, unit: 'layers' });
    const hidden = await runBlocks({
      checkpoint,
      spec,
      sequences,
      sessions,
      signal,
      onBlock: ({ index }) => onProgress?.({ phase: 'layers', done: index + 1, total, unit: 'layers' }),
    });
    const positions = predictingRows(hidden, { sequences, hiddenSize: spec.hiddenSize });
    const losses = await headLoss({ checkpoint, spec, sessions, ...positions, onProgress, signal });
    let row = 0;
    for (const nll of scored) {
      for (let position = 1; position < nll.length; position++) nll[position] = losses[row++];
    }
    return scored;
  } finally {
    await sessions.close();
  }
}

/** The rows that predict a token of their own sequence (all but each last one) and what they predict. */
function predictingRows(
  hidden: Elements,
  { sequences, hiddenSize }: { sequences: readonly Int32Array[]; hiddenSize: number },
): { hidden: Elements; targets: Int32Array } {
  const targets = Int32Array.from(sequences.flatMap((sequence) => [...sequence.subarray(1)]));
  const kept = allocate(hidden instanceof Float32Array ? 'float32' : 'float64', targets.length * hiddenSize);
  let from = 0;
  let to = 0;
  for (const { length } of sequences) {
    const rows = Math.max(0, length - 1) * hiddenSize;
    kept.set(hidden.subarray(from, from + rows) as typeof kept, to);
    from += length * hiddenSize;
    to += rows;
  }
  return { hidden: kept, targets };
}
