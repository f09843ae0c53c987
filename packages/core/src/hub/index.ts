import type { ModelSource } from './model-source.ts';

export type { ModelFile, ModelSource, RandomAccessFile } from './model-source.ts';

export interface OpenModelOptions {
  /** Directories under which a model may lie; null: any directory (the command line). */
  roots: readonly string[] | null;
  /** Content-addressed download cache. */
  cacheDir: string;
  cacheMaxBytes: number;
  /** Hub to talk to, default https://huggingface.co. */
  hubEndpoint?: string;
  hubToken?: string;
  fetch?: typeof fetch;
}

/** Opens a model by Hub id or directory, resolving a revision to a commit once. */
export declare function openModel(
  id: string,
  options: OpenModelOptions & { revision?: string; signal?: AbortSignal },
): Promise<ModelSource>;
