import { describeModel, requireSupported } from '../architectures/index.ts';
import type { ModelSource } from '../hub/index.ts';
import { dequantizedCheckpoint, openCheckpoint, readQuantization, requireWholeModel } from '../weights/index.ts';
import type { LoadedWeights, LoadModelOptions } from './loaded-model.ts';
import { readConfig } from './read-config.ts';

/**
 * Opens and describes a model that is complete in itself. What its config rules out fails before weights are fetched.
 * @param options.as  whether the model is evaluated, or another is put over it
 */
export async function loadWholeModel(
  source: ModelSource,
  options: Pick<LoadModelOptions, 'signal' | 'bytesOf' | 'beforeWeights'> & { as: 'model' | 'base' },
): Promise<LoadedWeights> {
  const { as, signal, bytesOf, beforeWeights } = options;
  await requireWholeModel(source, as);
  const config = await readConfig(source);
  requireSupported(config);
  await beforeWeights?.(source);
  const stored = await openCheckpoint(source, { signal, onBytes: bytesOf?.() });
  try {
    const checkpoint = dequantizedCheckpoint(stored, readQuantization(config));
    const spec = describeModel({ config, tensors: checkpoint.tensors });
    return { source, checkpoint, spec, weightType: 'original', weightsBase: null };
  } catch (error) {
    await stored.close();
    throw error;
  }
}
