import type { ModelSource } from '../hub/index.ts';
import type { ModelReference } from '../results/index.ts';
import type { LoadedModel } from './loaded-model.ts';

const described = /^(config|tokenizer|tokenizer_config|adapter_config)\.json$|^adapter_model\.bin$/;
const safetensors = /\.safetensors(\.index\.json)?$/;
/** The names that findWeightFiles takes; those of training state it does not. */
const pytorch =
  /^pytorch_model.*\.bin(\.index\.json)?$|^(?!optimizer|scheduler|scaler|rng_state|training_args)[^/]+\.pth?$/;

/** What a result says about the model it was computed from. */
export function modelReference({
  source,
  checkpoint,
  spec,
  weightType,
  license,
  weightsBase,
}: LoadedModel): ModelReference {
  return {
    id: source.id,
    revision: source.revision,
    commit: source.commit,
    access: source.streamed ? 'stream' : source.origin === 'hub' ? 'cache' : 'directory',
    architecture: spec.modelType,
    parameters: checkpoint.parameters,
    dtype: checkpoint.dtype,
    files: filesUsed(source),
    weightType,
    license,
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
  const hasSafetensors = [...files.keys()].some((path) => /^model\.safetensors(\.index\.json)?$/.test(path));
  const used = [...files].filter(
    ([path]) => described.test(path) || safetensors.test(path) || (!hasSafetensors && pytorch.test(path)),
  );
  return Object.fromEntries(used.map(([path, { sizeBytes, sha256 }]) => [path, { sizeBytes, sha256 }]));
}
