import type { TensorInfo } from '../weights/checkpoint.ts';
import type { ConfigReader } from './config-reader.ts';
import type { ModelSpec } from './model-spec.ts';

/** How one family of models is mapped onto `ModelSpec`. Adding an architecture is writing one of these and listing it. */
export interface ArchitectureAdapter {
  /**
   * `model_type` values of config.json that it reads, each with the options that a checkpoint of the reference library
   * has shown to be exact (the fixtures of `tools/reference`; a test compares the lists).
   */
  readonly checked: Readonly<Record<string, readonly string[]>>;
  describe(input: AdapterInput): Omit<ModelSpec, 'modelType'>;
}

export interface AdapterInput {
  readonly config: ConfigReader;
  /** Null: only the config is known, every tensor is taken to be there in the shape that it implies. */
  readonly tensors: ReadonlyMap<string, TensorInfo> | null;
}
