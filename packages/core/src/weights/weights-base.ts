import { ModelTraceError } from '../errors.ts';
import { isHubId, type ModelSource } from '../hub/index.ts';
import { adapterConfigFile, readAdapterConfig } from './adapter-config.ts';
import { quoteName } from './parse-header.ts';
import { findWeightFiles } from './weight-files.ts';

/** Where the weights lie that an adapter or delta is put over. */
export interface WeightsBase {
  id: string;
  revision?: string;
}

/**
 * The base of an adapter or delta: the one that is asked for, else the one that adapter_config.json names.
 * Reads and checks adapter_config.json and the names of weight files; no weights.
 * @throws WEIGHTS_BASE_MISSING, WEIGHT_TYPE_MISMATCH, ADAPTER_INVALID, ADAPTER_UNSUPPORTED, WEIGHTS_MISSING
 */
export async function findWeightsBase(
  source: ModelSource,
  { weightType, weightsBase, weightsBaseRevision }: WeightsBaseRequest & { weightType: 'adapter' | 'delta' },
): Promise<WeightsBase> {
  const named = weightType === 'adapter' ? (await readAdapterConfig(source)).base : null;
  await findWeightFiles(source, weightType === 'adapter' ? { stem: adapterStem } : {});
  if (weightsBase !== undefined) return withRevision(weightsBase, weightsBaseRevision);
  if (named === null) {
    throw new ModelTraceError('WEIGHTS_BASE_MISSING', `${quoteName(source.id)} does not say what it was made from`, {
      fix: 'Name the model that it was made from as weightsBase (--weights-base).',
    });
  }
  // What somebody's repository says may name a model of the Hub, never a directory of this machine.
  if (source.origin === 'hub' && !isHubId(named.id)) {
    throw new ModelTraceError('WEIGHTS_BASE_MISSING', `${adapterConfigFile} names the base ${quoteName(named.id)}`, {
      details: { base: named.id },
      fix: 'That is no Hub id: name the model as weightsBase (--weights-base).',
    });
  }
  return withRevision(named.id, weightsBaseRevision ?? named.revision ?? undefined);
}

export interface WeightsBaseRequest {
  weightsBase?: string;
  weightsBaseRevision?: string;
}

/** Files of an adapter are called `adapter_model.safetensors` and so on. */
export const adapterStem = 'adapter_model';

const withRevision = (id: string, revision: string | undefined): WeightsBase => ({
  id,
  ...(revision !== undefined && { revision }),
});

/**
 * Whether a repository holds a whole model, as far as its files tell: neither is an adapter evaluated as a model, nor put
 * over another adapter.
 * @param as  what the model is for: itself, or the base of another
 * @throws WEIGHT_TYPE_MISMATCH
 */
export async function requireWholeModel(source: ModelSource, as: 'model' | 'base'): Promise<void> {
  if (!source.files.has(adapterConfigFile)) return;
  const whole = source.files.has('config.json') && (await hasWeights(source));
  if (whole) return;
  throw new ModelTraceError(
    'WEIGHT_TYPE_MISMATCH',
    as === 'model'
      ? `${quoteName(source.id)} has ${adapterConfigFile} and no whole model`
      : `The base ${quoteName(source.id)} is an adapter itself`,
    {
      fix:
        as === 'model'
          ? 'Set weightType to "adapter" (--weight-type adapter).'
          : 'Merge that adapter into its base first, and name the merged model as weightsBase.',
    },
  );
}

async function hasWeights(source: ModelSource): Promise<boolean> {
  try {
    await findWeightFiles(source);
    return true;
  } catch (caught) {
    if (caught instanceof ModelTraceError && caught.code === 'WEIGHTS_MISSING') return false;
    throw caught;
  }
}
