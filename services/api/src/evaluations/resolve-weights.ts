import type { EvaluationRequest } from '@model-trace/core/results';
import type { WeightsBase } from '@model-trace/core/weights';
import type { FastifyBaseLogger } from 'fastify';
import { checkModel, checkOverBase } from './check-model.ts';
import { type ModelAccess, resolveModel } from './resolve-model.ts';

export interface ResolvedWeights {
  /** With the base of an adapter or delta written out, at the commit it resolved to. */
  request: EvaluationRequest;
  /** Of the model itself; null as `resolveModel` says. */
  commit: string | null;
}

/**
 * Pins the model of a request, and the base that an adapter or delta is put over: by request, or by what the adapter names.
 * Both are checked alike, so that a base outside the allowed roots is refused whoever names it.
 * @throws permanent errors only, with the field that caused it
 */
export async function resolveWeights(
  request: EvaluationRequest,
  dependencies: { models: ModelAccess; log: FastifyBaseLogger },
): Promise<ResolvedWeights> {
  const { weightType = 'original', ...fields } = request;
  const model = { id: request.model, revision: request.revision, fields: { id: 'model', revision: 'revision' } };
  const needsTokenizer = request.tasks.includes('perplexity');
  if (weightType === 'original') {
    const check = checkModel({ needsTokenizer, as: 'model' });
    return { request, commit: (await resolveModel({ ...model, check }, dependencies))?.commit ?? null };
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
  if (source === null || named === undefined) return { request, commit: null };
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
  return { request: pinned, commit: source.commit };
}
