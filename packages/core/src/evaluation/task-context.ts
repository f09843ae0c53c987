import type { Corpus } from '../corpora/index.ts';
import type { HiddenMemory, Resume } from '../engine/index.ts';
import type { OpenModelOptions } from '../hub/index.ts';
import type { TokenLoss } from '../perplexity/index.ts';
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
  /** Directory of the corpora that requests may name; null or absent: there are none. */
  readonly corporaDir?: string | null;
  /** Where signatures of bases are kept; default in the cache of models. */
  readonly signaturesDir?: string;
  /** Texts for perplexity in place of those a request may name. */
  readonly corpus?: Corpus;
  /** Gets the loss of every token of a perplexity, of which a result lists only so many. */
  readonly onTokenLosses?: (losses: Iterable<TokenLoss>) => Promise<void>;
  /** Choices of a trace: those that a request cannot carry, and others before those of the request. */
  readonly trace?: Pick<
    TraceOptions,
    'blocks' | 'controls' | 'matchMetric' | 'matchVariant' | 'seed' | 'text' | 'thresholdLog10P' | 'tokens'
  >;
  /** A new directory for the aligned model of a trace; nothing is written without `align` in the request. */
  readonly writeAligned?: string;
  /** Where what is finished is kept, for the process that goes on when this one is lost. Default nowhere. */
  readonly resume?: Resume;
  readonly onProgress?: (progress: EvaluationProgress) => void;
  readonly signal?: AbortSignal;
}
