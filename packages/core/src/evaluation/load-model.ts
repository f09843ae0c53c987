import { describeModel, type ModelSpec } from '../architectures/index.ts';
import { ModelTraceError } from '../errors.ts';
import { type ModelSource, type OpenModelOptions, openModel } from '../hub/index.ts';
import { type Checkpoint, openCheckpoint } from '../weights/index.ts';

/** A real config.json is a few kilobytes; id2label maps of classifiers reach some hundred. */
const maxConfigBytes = 10 * 2 ** 20;

export interface LoadedModel {
  source: ModelSource;
  checkpoint: Checkpoint;
  spec: ModelSpec;
}

/** Resolves a model, opens its weights and describes its architecture. The caller closes the checkpoint. */
export async function loadModel(
  id: string,
  options: { models: OpenModelOptions; revision?: string; signal?: AbortSignal },
): Promise<LoadedModel> {
  const { models, revision, signal } = options;
  const source = await openModel(id, { ...models, revision, signal });
  const config = await readConfig(source);
  const checkpoint = await openCheckpoint(source);
  try {
    return { source, checkpoint, spec: describeModel({ config, tensors: checkpoint.tensors }) };
  } catch (error) {
    await checkpoint.close();
    throw error;
  }
}

async function readConfig(source: ModelSource): Promise<Record<string, unknown>> {
  if (!source.files.has('config.json')) {
    throw new ModelTraceError('CONFIG_INVALID', `${source.id} has no config.json`, {
      fix: 'Name a model in the layout of the transformers library: config.json, tokenizer.json, *.safetensors',
    });
  }
  const text = await source.readText('config.json', { maxBytes: maxConfigBytes });
  try {
    const config = JSON.parse(text);
    if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config;
  } catch (cause) {
    throw new ModelTraceError('CONFIG_INVALID', `config.json of ${source.id} is not JSON`, { cause });
  }
  throw new ModelTraceError('CONFIG_INVALID', `config.json of ${source.id} is not a JSON object`);
}
