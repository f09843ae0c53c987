import type { EvaluationRequest } from '@model-trace/core/results';
import { findWeightsBase, type WeightsBase } from '@model-trace/core/weights';
import type { ModelAccess } from '../evaluations/model-access.ts';
import { createSubject, type Subject } from './subject.ts';
import type { SubmissionPolicy } from './submission-policy.ts';

/** What checks look at: the request, its models, and what the operator asks. */
export interface CheckContext {
  request: EvaluationRequest;
  model: Subject;
  /** Model to trace against or to compare with; null without either. */
  base: Subject | null;
  /** The model under an adapter or delta. @throws as findWeightsBase */
  weightsBase(): Promise<{ named: WeightsBase; subject: Subject }>;
  /** The same when it is known, else null. */
  knownWeightsBase(): { named: WeightsBase; subject: Subject } | null;
  policy: SubmissionPolicy;
  /** Says where the same has been evaluated, or is under way; null: nowhere, or it was not looked up. */
  findSame(): Promise<{ id: string; status: string } | null>;
}

export function createCheckContext(
  request: EvaluationRequest,
  options: {
    models: ModelAccess;
    policy: SubmissionPolicy;
    signal?: AbortSignal | undefined;
    findSame?: (context: CheckContext) => ReturnType<CheckContext['findSame']>;
  },
): CheckContext {
  const { models, policy, signal } = options;
  const model = createSubject({
    ...{ id: request.model, revision: request.revision, models, signal },
    fields: { id: 'model', revision: 'revision' },
  });
  const base =
    request.base === undefined
      ? null
      : createSubject({
          ...{ id: request.base, revision: request.baseRevision, models, signal },
          fields: { id: 'base', revision: 'baseRevision' },
        });
  let known: ReturnType<CheckContext['knownWeightsBase']> = null;
  const context: CheckContext = {
    ...{ request, model, base, policy },
    weightsBase: async () => {
      if (known !== null) return known;
      const { weightType, ...fields } = request;
      if (weightType !== 'adapter' && weightType !== 'delta') throw new TypeError('whole models have no base');
      const named = await findWeightsBase(await model.open(), { ...fields, weightType });
      const subject = createSubject({
        ...{ ...named, models, signal },
        fields: { id: 'weightsBase', revision: 'weightsBaseRevision' },
      });
      known = { named, subject };
      return known;
    },
    knownWeightsBase: () => known,
    findSame: async () => (await options.findSame?.(context)) ?? null,
  };
  return context;
}
