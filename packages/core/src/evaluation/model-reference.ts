import type { ModelSource } from '../hub/index.ts';
import type { ModelReference } from '../results/index.ts';
import type { LoadedModel } from './loaded-model.ts';

/** What a result says about the model it was computed from. */
export function modelReference({ source, checkpoint, spec, weightType, weightsBase }: LoadedModel): ModelReference {
  return {
    id: source.id,
    revision: source.revision,
    commit: source.commit,
    architecture: spec.modelType,
    parameters: checkpoint.parameters,
    dtype: checkpoint.dtype,
    files: filesUsed(source),
    weightType,
    ...(weightsBase !== null && {
      weightsBase: {
        id: weightsBase.source.id,
        revision: weightsBase.source.revision,
        commit: weightsBase.source.commit,
        dtype: weightsBase.checkpoint.dtype,
        files: filesUsed(weightsBase.source),
      },
    }),
  };
}

function filesUsed({ files }: ModelSource): ModelReference['files'] {
  const used = [...files].filter(([path]) =>
    /^(config|adapter_config|tokenizer|tokenizer_config)\.json$|\.safetensors(\.index\.json)?$/.test(path),
  );
  return Object.fromEntries(used.map(([path, { sizeBytes, sha256 }]) => [path, { sizeBytes, sha256 }]));
}
