import { requireSupported } from '@model-trace/core/architectures';
import { ModelTraceError } from '@model-trace/core/errors';
import type { ModelSource } from '@model-trace/core/hub';
import {
  findWeightFiles,
  findWeightsBase,
  requireWholeModel,
  type WeightsBase,
  type WeightsBaseRequest,
} from '@model-trace/core/weights';
import { limits } from '../limits.ts';

/**
 * Looks at what is cheap: the list of files, config.json, and the index of sharded weights. Weights themselves are read
 * by the worker only.
 * @throws WEIGHT_TYPE_MISMATCH, CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED, QUANTIZATION_UNSUPPORTED, WEIGHTS_MISSING,
 *   WEIGHTS_HEADER_INVALID, TOKENIZER_MISSING
 */
export const checkModel =
  ({ needsTokenizer, as }: { needsTokenizer: boolean; as: 'model' | 'base' }) =>
  async (source: ModelSource): Promise<void> => {
    await requireWholeModel(source, as);
    if (!source.files.has('config.json'))
      throw new ModelTraceError('CONFIG_INVALID', `${source.id} has no config.json`, {
        fix: 'Submit a model in the Transformers layout',
      });
    requireSupported(await readConfig(source));
    await findWeightFiles(source);
    if (needsTokenizer && !source.files.has('tokenizer.json'))
      throw new ModelTraceError('TOKENIZER_MISSING', `${source.id} has no tokenizer.json`, {
        fix: 'Save the fast tokenizer of the model beside its weights',
      });
  };

/**
 * The same for an adapter or delta: adapter_config.json, and config.json where it has one of its own.
 * @returns the base it is put over
 * @throws as findWeightsBase; ARCHITECTURE_UNSUPPORTED, QUANTIZATION_UNSUPPORTED, CONFIG_INVALID
 */
export async function checkOverBase(
  source: ModelSource,
  request: WeightsBaseRequest & { weightType: 'adapter' | 'delta' },
): Promise<WeightsBase> {
  const base = await findWeightsBase(source, request);
  if (source.files.has('config.json')) requireSupported(await readConfig(source));
  return base;
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
