import type { ModelSpec } from '../architectures/index.ts';
import type { ModelSource } from '../hub/index.ts';
import type { Checkpoint } from '../weights/index.ts';

/** A model opened for tracing. */
export interface TracedModel {
  source: ModelSource;
  checkpoint: Checkpoint;
  spec: ModelSpec;
}

/** What is known of two models before weights are opened. */
export type DescribedPair = Record<'model' | 'base', Pick<TracedModel, 'source' | 'spec'>>;
