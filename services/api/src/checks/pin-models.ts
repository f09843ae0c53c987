import { contentKey, type EvaluationRequest } from '@model-trace/core/results';
import type { CheckContext } from './check-context.ts';

export interface PinnedModels {
  /** With the base of an adapter or delta written out, at the commit it resolved to. */
  request: EvaluationRequest;
  /** Null: a directory, or left to the worker. */
  commit: string | null;
  baseCommit: string | null;
  contentKey: string | null;
}

/** The models of a submission at the commits that the checks found them at. */
export function pinModels(
  { request: asked, model, base, knownWeightsBase }: CheckContext,
  { corpusSha256 }: { corpusSha256: string | null },
): PinnedModels {
  const weightsBase = knownWeightsBase();
  const weightsBaseCommit = weightsBase?.subject.opened()?.commit ?? null;
  const request = weightsBase === null ? asked : withWeightsBase(asked, weightsBase.named, weightsBaseCommit);
  const commit = model.opened()?.commit ?? null;
  const baseCommit = base?.opened()?.commit ?? null;
  return {
    ...{ request, commit, baseCommit },
    contentKey: contentKey(request, { commit, baseCommit, weightsBaseCommit, corpusSha256 }),
  };
}

function withWeightsBase(
  request: EvaluationRequest,
  named: { id: string; revision?: string },
  commit: string | null,
): EvaluationRequest {
  const revision = commit ?? named.revision;
  return { ...request, weightsBase: named.id, ...(revision !== undefined && { weightsBaseRevision: revision }) };
}
