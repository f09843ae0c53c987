import { requireSupported } from '@model-trace/core/architectures';
import { ModelTraceError } from '@model-trace/core/errors';
import type { ModelSource } from '@model-trace/core/hub';
import { limits } from '../limits.ts';

/**
 * Looks at what is cheap: the list of files and config.json. Weights are read by the worker only.
 * @throws CONFIG_INVALID, WEIGHTS_MISSING, TOKENIZER_MISSING, ARCHITECTURE_UNSUPPORTED, QUANTIZATION_UNSUPPORTED
 */
export async function checkModel(source: ModelSource, { needsTokenizer }: { needsTokenizer: boolean }): Promise<void> {
  if (!source.files.has('config.json'))
    throw new ModelTraceError('CONFIG_INVALID', `${source.id} has no config.json`, {
      fix: 'Submit a model in the Transformers layout',
    });
  requireSupported(await readConfig(source));
  const hasWeights = source.files.has('model.safetensors') || source.files.has('model.safetensors.index.json');
  if (!hasWeights)
    throw new ModelTraceError('WEIGHTS_MISSING', `${source.id} has neither model.safetensors nor its sharded index`, {
      fix: 'Convert the weights to safetensors, or submit a revision that has them',
    });
  if (needsTokenizer && !source.files.has('tokenizer.json'))
    throw new ModelTraceError('TOKENIZER_MISSING', `${source.id} has no tokenizer.json`, {
      fix: 'Save the fast tokenizer of the model beside its weights',
    });
}

async function readConfig(source: ModelSource): Promise<Record<string, unknown>> {
  const text = await source.readText('config.json', { maxBytes: limits.configBytes });
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config === 'object' && config !== null && !Array.isArray(config)) return { ...config };
  } catch (cause) {
    throw new ModelTraceError('CONFIG_INVALID', `config.json of ${source.id} is not JSON`, { cause });
  }
  throw new ModelTraceError('CONFIG_INVALID', `config.json of ${source.id} is not a JSON object`);
}
