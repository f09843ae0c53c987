import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { keptRowsCheckpoint } from '../weights/kept-rows-checkpoint.ts';
import { checkSequences } from './batches.ts';
import { type HeadLosses, headLoss } from './head-loss.ts';
import type { HiddenMemory, RowRange } from './hidden-states.ts';
import { type ComputeDtype, deviceFor, type EngineProgress, type Provider } from './provider.ts';
import type { Resume } from './resume.ts';
import { runBlocks } from './run-blocks.ts';
import { openSessions, type Sessions } from './session.ts';

/** Tokens that run through the model from position 0, and the tokens that some of them predict. */
export interface ScoredWindow {
  /** At most contextLength token ids. */
  readonly input: Int32Array;
  /** targets[i] is predicted by input[firstRow + i], given everything before it. */
  readonly firstRow: number;
  /** At most input.length - firstRow token ids. */
  readonly targets: Int32Array;
}

export interface EngineRun {
  readonly provider: Provider;
  /** Default float32. */
  readonly computeDtype?: ComputeDtype;
  /** How much of the residual stream may be in memory; default 512 MiB, the rest in the system's temporary folder. */
  readonly memory?: HiddenMemory;
  readonly onProgress?: (progress: EngineProgress) => void;
  /** How many windows are computed side by side; default by cores, memory and the amount of work. */
  readonly lanes?: number;
  /** Where finished blocks are kept; default nowhere. */
  readonly resume?: Resume;
  readonly signal?: AbortSignal;
}

export interface ScoreWindowsOptions extends EngineRun {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  readonly windows: readonly ScoredWindow[];
  /** Gets the rank of each target, as the losses are ordered: 1 + the number of tokens with a larger logit; default none. */
  readonly ranksInto?: Int32Array;
}

/**
 * Negative log-likelihood, nats, of the targets of all windows, in their order. All windows pass a layer before the next
 * layer is read.
 * @throws TOKEN_OUT_OF_RANGE, SEQUENCE_TOO_LONG, WEIGHTS_NON_FINITE, LOSS_NON_FINITE, PROVIDER_UNAVAILABLE,
 *   SPILL_FAILED
 */
export async function scoreWindows(options: ScoreWindowsOptions): Promise<Float64Array> {
  checkWindows(options.windows, options.spec);
  if (options.windows.every(({ targets }) => targets.length === 0)) return new Float64Array(0);
  const sessions = openSessions(deviceFor({ computeDtype: 'float32', ...options }));
  let scored: HeadLosses | null = null;
  try {
    scored = await scoreRows({ ...options, sessions });
    return scored.losses;
  } finally {
    await scored?.states.close();
    await sessions.close();
  }
}

/** Before anything is read. @throws TOKEN_OUT_OF_RANGE, SEQUENCE_TOO_LONG */
export function checkWindows(windows: readonly ScoredWindow[], { vocabSize, contextLength }: ModelSpec): void {
  checkSequences(
    windows.map(({ input }) => input),
    { vocabSize, contextLength },
  );
  checkSequences(
    windows.map(({ targets }) => targets),
    { vocabSize, contextLength },
  );
}

/** A row for each target; the caller closes the states. */
export async function scoreRows(options: ScoreWindowsOptions & { sessions: Sessions }): Promise<HeadLosses> {
  const { spec, sessions, memory, lanes, ranksInto, onProgress, resume, signal } = options;
  // A window without targets would be computed for nothing.
  const windows = options.windows.filter(({ targets }) => targets.length > 0);
  const sequences = windows.map(({ input }) => input);
  const checkpoint = ranksInto === undefined ? options.checkpoint : keepTargetRows({ ...options, windows });
  const total = spec.blocks.length;
  const layers = (done: number) => onProgress?.({ phase: 'layers', done, total, unit: 'layers' });
  layers(0);
  const hidden = await runBlocks({
    checkpoint,
    spec,
    sequences,
    sessions,
    memory,
    lanes,
    resume,
    signal,
    onResumed: layers,
    onBlock: ({ index }) => layers(index + 1),
    // A corpus takes long in each layer. Hundredths are as fine as a bar is.
    onRows: ({ index }, share) => layers(index + Math.floor(100 * share) / 100),
  });
  try {
    const { ranges, targets } = predictions(windows);
    await hidden.keep(ranges);
    const losses = await headLoss({ checkpoint, spec, sessions, hidden, targets, ranksInto, onProgress, signal });
    if (losses.states !== hidden) await hidden.close();
    return losses;
  } catch (caught) {
    await hidden.close();
    throw caught;
  }
}

/** Ranks need the head's rows of the targets before the head is read; where it is the embedding, they come with the tokens. */
function keepTargetRows({ checkpoint, spec, windows }: Pick<ScoreWindowsOptions, 'checkpoint' | 'spec' | 'windows'>) {
  const { head, tokenEmbedding } = spec;
  const isEmbedding = head.tensor === tokenEmbedding;
  function* indices() {
    for (const { input, targets } of windows) {
      if (isEmbedding) yield* input;
      yield* targets;
    }
  }
  return keptRowsCheckpoint(checkpoint, { name: head.tensor, indices: indices() });
}

/** The rows that predict a target, in the rows of all windows, and what they predict. */
function predictions(windows: readonly ScoredWindow[]): { ranges: RowRange[]; targets: Int32Array } {
  const ranges: RowRange[] = [];
  const targets = new Int32Array(windows.reduce((sum, window) => sum + window.targets.length, 0));
  let firstRow = 0;
  let next = 0;
  for (const window of windows) {
    ranges.push({ firstRow: firstRow + window.firstRow, rows: window.targets.length });
    targets.set(window.targets, next);
    firstRow += window.input.length;
    next += window.targets.length;
  }
  return { ranges, targets };
}
