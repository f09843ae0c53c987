import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import type { ComputeDtype, EngineProgress, Provider } from './provider.ts';

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
  readonly computeDtype?: ComputeDtype;
  /** Called in ascending block order; the next block waits for it. The arrays are the caller's to keep. */
  readonly onBlock: (views: MlpViews) => Promise<void> | void;
  readonly onProgress?: (progress: EngineProgress) => void;
  readonly signal?: AbortSignal;
}

export declare function captureMlp(options: CaptureMlpOptions): Promise<void>;
