import type { EvaluationRequest } from '@model-trace/core/results';
import type { WeightsBase } from '@model-trace/core/weights';
import { checkModel, checkOverBase } from './check-model.ts';
import { type ResolveDependencies, resolveModel } from './resolve-model.ts';

export interface ResolvedWeights {
  /** With the base of an adapter or delta written out, at the commit it resolved to. */
  request: EvaluationRequest;
  /** Of the model itself; null as `resolveModel` says. */
  commit: string | null;
  /** Of the base under an adapter or delta; null for a whole model, a directory, or not resolved. */
  weightsBaseCommit: string | null;
}

/**
 * Pins the model of a request, and the base that an adapter or delta is put over: by request, or by what the adapter names.
 * Both are checked alike, so that a base outside the allowed roots is refused whoever names it.
 * @throws permanent errors only, with the field that caused it
 */
export async function resolveWeights(
  request: EvaluationRequest,
  dependencies: ResolveDependencies,
): Promise<ResolvedWeights> {
  const { weightType = 'original', ...fields } = request;
  const model = { id: request.model, revision: request.revision, fields: { id: 'model', revision: 'revision' } };
  const needsTokenizer = request.tasks.includes('perplexity');
  if (weightType === 'original') {
    const check = checkModel({ needsTokenizer, as: 'model' });
    const source = await resolveModel({ ...model, check }, dependencies);
    return { request, commit: source?.commit ?? null, weightsBaseCommit: null };
  }
  let named: WeightsBase | undefined;
  const source = await resolveModel(
    {
      ...model,
      check: async (opened) => {
        named = await checkOverBase(opened, { ...fields, weightType });
      },
    },
    dependencies,
  );
  if (source === null || named === undefined) return { request, commit: null, weightsBaseCommit: null };
  const base = await resolveModel(
    {
      ...named,
      fields: { id: 'weightsBase', revision: 'weightsBaseRevision' },
      check: checkModel({ needsTokenizer: needsTokenizer && !source.files.has('tokenizer.json'), as: 'base' }),
    },
    dependencies,
  );
  const revision = base?.commit ?? named.revision;
  const pinned = {
    ...request,
    weightsBase: named.id,
    ...(revision !== undefined && { weightsBaseRevision: revision }),
  };
  return { request: pinned, commit: source.commit, weightsBaseCommit: base?.commit ?? null };
}
