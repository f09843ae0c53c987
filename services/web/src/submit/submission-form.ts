import type { ApiError, DryRun, EvaluationRequest } from '@model-trace/client';

/** What the form holds; empty text is what nobody wrote. */
export interface SubmissionForm {
  model: string;
  revision: string;
  weightType: NonNullable<EvaluationRequest['weightType']>;
  weightsBase: string;
  perplexity: boolean;
  trace: boolean;
  base: string;
  baseRevision: string;
  statistics: readonly string[];
  /** Whether the result lists which units were matched. */
  matchings: boolean;
  dtype: NonNullable<EvaluationRequest['dtype']>;
  corpus: string;
}

type Search = Record<string, string | undefined>;

/** The form as a link fills it: `/submit?model=…&base=…&matchings=true`. */
export function initialForm(search: Search, { defaultBase }: { defaultBase: string }): SubmissionForm {
  return {
    ...{ model: search.model ?? '', revision: search.revision ?? '' },
    ...{ base: search.base ?? defaultBase, baseRevision: search.baseRevision ?? '' },
    ...{ weightType: 'original', weightsBase: '', perplexity: true, trace: true },
    ...{ statistics: [], matchings: search.matchings === 'true', dtype: 'float32', corpus: '' },
  };
}

/** What is sent: only the fields that the chosen tasks read, since the service refuses others. Null: nothing to send yet. */
export function requestOf(form: SubmissionForm): EvaluationRequest | null {
  const text = (value: string) => value.trim() || undefined;
  const model = text(form.model);
  if (model === undefined || !(form.perplexity || form.trace)) return null;
  const changed = form.weightType !== 'original';
  const request: EvaluationRequest = {
    model,
    revision: text(form.revision),
    tasks: [...(form.perplexity ? ['perplexity' as const] : []), ...(form.trace ? ['trace' as const] : [])],
    ...(changed && { weightType: form.weightType, weightsBase: text(form.weightsBase) }),
    ...(form.trace && { base: text(form.base), baseRevision: text(form.baseRevision) }),
    ...(form.trace && form.statistics.length > 0 && { statistics: form.statistics as EvaluationRequest['statistics'] }),
    ...(form.trace && form.matchings && { matchings: true }),
    ...(form.perplexity && form.dtype !== 'float32' && { dtype: form.dtype }),
    ...(form.perplexity && form.corpus !== '' && { perplexity: { corpus: form.corpus } }),
  };
  return JSON.parse(JSON.stringify(request)) as EvaluationRequest;
}

export interface FieldMessage {
  detail: string;
  fix: string | null;
  kind: 'error' | 'warning';
}

/** What is wrong, by the field that it is about. What names no field of the form is under `form`. */
export function fieldMessages({
  dryRun,
  error,
}: {
  dryRun?: DryRun | undefined;
  error?: ApiError | null;
}): Partial<Record<keyof SubmissionForm | 'form', FieldMessage>> {
  const messages: Partial<Record<string, FieldMessage>> = {};
  const add = (pointer: string | null, message: FieldMessage) => {
    const field = fieldOf(pointer);
    messages[field] ??= message;
  };
  for (const { outcome, pointer, detail, fix } of dryRun?.checks ?? [])
    if (outcome === 'failed') add(pointer, { detail, fix, kind: 'error' });
  for (const { pointer, detail } of error?.errors ?? [])
    add(pointer, { detail, fix: error?.fix ?? null, kind: 'error' });
  if (error && error.errors.length === 0) add(null, { detail: error.detail, fix: error.fix ?? null, kind: 'error' });
  return messages;
}

const fields: Record<string, keyof SubmissionForm> = {
  ...{ model: 'model', revision: 'revision', base: 'base', baseRevision: 'baseRevision', weightType: 'weightType' },
  ...{
    weightsBase: 'weightsBase',
    statistics: 'statistics',
    matchings: 'matchings',
    dtype: 'dtype',
    perplexity: 'corpus',
    tasks: 'perplexity',
  },
};

function fieldOf(pointer: string | null): keyof SubmissionForm | 'form' {
  const name = /^\/([^/]+)/.exec(pointer ?? '')?.[1] ?? '';
  return Object.hasOwn(fields, name) ? fields[name] : 'form';
}
