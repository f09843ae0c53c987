import type { OpenModelOptions } from '../hub/index.ts';
import type { EvaluationProgress, EvaluationRequest } from '../results/index.ts';

/** Everything a task may use: the request, where models come from, and how to report and stop. */
export interface TaskContext {
  readonly request: EvaluationRequest;
  /** Access to models: allowed roots, Hub endpoint and token, cache. */
  readonly models: OpenModelOptions;
  /** Execution provider of onnxruntime-node. */
  readonly provider: 'cpu' | 'cuda' | 'webgpu';
  readonly codeCommit: string | null;
  readonly onProgress?: (progress: EvaluationProgress) => void;
  readonly signal?: AbortSignal;
}
