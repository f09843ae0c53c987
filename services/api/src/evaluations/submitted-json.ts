import type { EvaluationResource, SubmittedEvaluation } from './evaluation-resource.ts';

const texts = new WeakMap<object, string>();

/**
 * The answer to a submission, a SubmittedEvaluation, as JSON. What the checks found is most of it and the same in many answers:
 * it is written once for all of them (see toEvaluationResource), and stands at the end.
 */
export function submittedJson(
  { checks, ...resource }: EvaluationResource,
  more: Pick<SubmittedEvaluation, 'reused' | 'warnings'>,
): string {
  const text = JSON.stringify(Object.assign(resource, more));
  return `${text.slice(0, -1)},"checks":${checks === null ? 'null' : textOf(checks)}}`;
}

function textOf(checks: NonNullable<EvaluationResource['checks']>): string {
  const known = texts.get(checks);
  if (known !== undefined) return known;
  const text = JSON.stringify(checks);
  texts.set(checks, text);
  return text;
}
