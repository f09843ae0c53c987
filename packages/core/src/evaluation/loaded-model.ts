import type { ModelSpec } from '../architectures/index.ts';
import type { ModelSource, OpenModelOptions } from '../hub/index.ts';
import type { EvaluationRequest, WeightType } from '../results/index.ts';
import type { Checkpoint } from '../weights/index.ts';

export interface LoadedModel {
  /** Of an adapter: its own files, and the tokenizer of its base where it has none. */
  source: ModelSource;
  checkpoint: Checkpoint;
  spec: ModelSpec;
  weightType: WeightType;
  /** As the model card states it; null: none is stated. */
  license: string | null;
  /** What an adapter or delta is put over; null for a whole model. */
  weightsBase: { source: ModelSource; checkpoint: Checkpoint } | null;
}

/** A model without what its card says. */
export type LoadedWeights = Omit<LoadedModel, 'license'>;

export interface LoadModelOptions
  extends Pick<EvaluationRequest, 'revision' | 'weightType' | 'weightsBase' | 'weightsBaseRevision'> {
  models: OpenModelOptions;
  signal?: AbortSignal;
  /** Looks at the small files of the model once its config is accepted, before any weights are fetched; may throw. */
  beforeWeights?: (source: ModelSource) => Promise<void>;
  /** Makes, for each checkpoint, the receiver of the bytes of its files that came so far, of all they have. */
  bytesOf?: () => (received: number, total: number) => void;
}
