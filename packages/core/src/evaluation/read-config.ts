import { ModelTraceError } from '../errors.ts';
import type { ModelSource } from '../hub/index.ts';

/** A real config.json is a few kilobytes; id2label maps of classifiers reach some hundred. */
const maxConfigBytes = 10 * 2 ** 20;

/** config.json of a model. @throws CONFIG_INVALID */
export async function readConfig(source: ModelSource): Promise<Record<string, unknown>> {
  if (!source.files.has('config.json')) {
    throw new ModelTraceError('CONFIG_INVALID', `${source.id} has no config.json`, {
      fix: 'Name a model in the layout of the transformers library: config.json, tokenizer.json, and model.safetensors or pytorch_model.bin',
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
