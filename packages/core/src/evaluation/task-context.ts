import type { HiddenMemory } from '../engine/index.ts';
import type { OpenModelOptions } from '../hub/index.ts';
import type { EvaluationProgress, EvaluationRequest } from '../results/index.ts';
import type { TraceOptions } from '../tracing/index.ts';

/** Everything a task may use: the request, where models come from, and how to report and stop. */
export interface TaskContext {
  readonly request: EvaluationRequest;
  /** Access to models: allowed roots, Hub endpoint and token, cache. */
  readonly models: OpenModelOptions;
  /** Execution provider of onnxruntime-node. */
  readonly provider: 'cpu' | 'cuda' | 'webgpu';
  /** How much of the hidden states may be in memory, and where the rest goes. */
  readonly memory?: HiddenMemory;
  readonly codeCommit: string | null;
  /** Text for perplexity in place of the fixed passage. */
  readonly text?: { id: string; text: string };
  /** Choices of a trace that a request does not carry. */
  readonly trace?: Pick<TraceOptions, 'blocks' | 'matchMetric' | 'seed' | 'thresholdLog10P' | 'tokens'>;
  readonly onProgress?: (progress: EvaluationProgress) => void;
  readonly signal?: AbortSignal;
}
