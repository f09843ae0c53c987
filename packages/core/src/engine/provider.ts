/** Execution provider of onnxruntime-node. */
export type Provider = 'cpu' | 'cuda' | 'webgpu';

/** Number format that a graph computes in. float64 is for statistics whose answer must not depend on rounding: cpu only. */
export type ComputeDtype = 'float32' | 'float64';

/** Called at least once per layer. The shape of `EvaluationProgress` without the task. */
export interface EngineProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly unit: 'layers' | 'blocks' | 'bytes' | 'tokens';
}
