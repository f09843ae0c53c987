import type { ModelReference } from '../results/index.ts';
import type { LoadedModel } from './load-model.ts';

/** What a result says about the model it was computed from. */
export function modelReference({ source, checkpoint, spec }: LoadedModel): ModelReference {
  const used = [...source.files].filter(([path]) =>
    /^(config|tokenizer|tokenizer_config)\.json$|\.safetensors(\.index\.json)?$/.test(path),
  );
  return {
    id: source.id,
    revision: source.revision,
    commit: source.commit,
    architecture: spec.modelType,
    parameters: checkpoint.parameters,
    dtype: checkpoint.dtype,
    files: Object.fromEntries(used.map(([path, { sizeBytes, sha256 }]) => [path, { sizeBytes, sha256 }])),
  };
}
