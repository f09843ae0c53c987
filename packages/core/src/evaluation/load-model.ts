import { ModelTraceError } from '../errors.ts';
import { licenseOf, openModel } from '../hub/index.ts';
import { loadOverBase } from './load-over-base.ts';
import { loadWholeModel } from './load-whole-model.ts';
import type { LoadedModel, LoadModelOptions } from './loaded-model.ts';

export type { LoadedModel, LoadModelOptions } from './loaded-model.ts';

/**
 * Resolves a model, opens its weights and describes its architecture. The caller closes the checkpoint.
 * @throws what opening, reading and describing throw; VALIDATION_FAILED for a weightsBase that would not be used
 */
export async function loadModel(id: string, options: LoadModelOptions): Promise<LoadedModel> {
  const { models, revision, signal, weightType = 'original', weightsBase, weightsBaseRevision } = options;
  if (weightType === 'original' && (weightsBase ?? weightsBaseRevision) !== undefined) {
    throw new ModelTraceError(
      'VALIDATION_FAILED',
      'weightsBase has no effect without weightType "adapter" or "delta"',
      {
        fix: 'Set weightType (--weight-type), or leave weightsBase out.',
      },
    );
  }
  const source = await openModel(id, { ...models, revision, signal });
  const load = () =>
    weightType === 'original'
      ? loadWholeModel(source, { ...options, as: 'model' })
      : loadOverBase(source, { ...options, weightType });
  const [license, loaded] = await Promise.all([licenseOf(source), load()]);
  return { ...loaded, license };
}
