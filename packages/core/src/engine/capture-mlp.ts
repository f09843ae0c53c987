import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { checkSequences } from './batches.ts';
import type { HiddenMemory } from './hidden-states.ts';
import { type ComputeDtype, deviceFor, type EngineProgress, type Provider } from './provider.ts';
import type { Resume } from './resume.ts';
import { runBlocks } from './run-blocks.ts';
import { openSessions } from './session.ts';

export interface MlpViews {
  readonly block: number;
  /** Output of c_fc / up_proj, bias included, before the activation: [tokens, units] row-major. Null when not asked for. */
  readonly up: Float32Array | Float64Array | null;
  /** Output of gate_proj, likewise. */
  readonly gate: Float32Array | Float64Array | null;
}

export interface CaptureMlpOptions {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  /** Token ids; each sequence runs from position 0. Rows of the views are all their positions in this order. */
  readonly sequences: readonly Int32Array[];
  /** Blocks wanted, from 0, in any order; nothing after the last of them is read or computed. */
  readonly blocks: readonly number[];
  readonly views: readonly ('up' | 'gate')[];
  readonly provider: Provider;
  /** Default float64 on cpu: assignments must not depend on rounding. */
  readonly computeDtype?: Exclude<ComputeDtype, 'float16'>;
  /** How much of the residual stream may be in memory; default 512 MiB. The views of a block are whole in any case. */
  readonly memory?: HiddenMemory;
  /** Called in ascending block order; the next block waits for it. The arrays are the caller's to keep. */
  readonly onBlock: (views: MlpViews) => Promise<void> | void;
  readonly onProgress?: (progress: EngineProgress) => void;
  /** Where finished blocks are kept; those before the first that is wanted may be found there. Default nowhere. */
  readonly resume?: Resume;
  /** Awaited before they are: see RunBlocksOptions. */
  readonly beforeKeep?: () => Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * What the input matrices of the MLPs give on some tokens, block by block, from one pass through the model.
 * @throws TOKEN_OUT_OF_RANGE, SEQUENCE_TOO_LONG, WEIGHTS_NON_FINITE, LOSS_NON_FINITE, PROVIDER_UNAVAILABLE,
 *   SPILL_FAILED
 */
export async function captureMlp(options: CaptureMlpOptions): Promise<void> {
  const {
    checkpoint,
    spec,
    sequences,
    provider,
    computeDtype = 'float64',
    memory,
    onBlock,
    onProgress,
    signal,
  } = options;
  checkSequences(sequences, spec);
  const wanted = new Set(options.blocks);
  const blockCount = Math.max(0, ...options.blocks.map((block) => block + 1));
  const sessions = openSessions(deviceFor({ provider, computeDtype }));
  try {
    const hidden = await runBlocks({
      checkpoint,
      spec,
      sequences,
      sessions,
      memory,
      blockCount,
      resume: options.resume,
      resumeAtMost: Math.min(...options.blocks),
      beforeKeep: options.beforeKeep,
      signal,
      viewsOf: ({ index, mlp }) =>
        wanted.has(index) ? options.views.filter((view) => view === 'up' || mlp.kind === 'gated') : [],
      async onBlock({ index }, { up = null, gate = null }) {
        onProgress?.({ phase: 'activations', done: index + 1, total: blockCount, unit: 'layers' });
        if (wanted.has(index)) await onBlock({ block: index, up, gate } as MlpViews);
      },
    });
    await hidden.close();
  } finally {
    await sessions.close();
  }
}
