import { type AxisRole, type ModelParameter, modelParameters } from '../../architectures/index.ts';
import { ModelTraceError } from '../../errors.ts';
import type { TracedModel } from '../traced-model.ts';

/** The same place in two models. */
export interface ParameterPair {
  readonly key: string;
  readonly base: ModelParameter;
  readonly model: ModelParameter;
  /** Of the rows that belong to the parameter, equal in both. */
  readonly shape: readonly number[];
  /** What its dimensions count, equal in both. */
  readonly axes: readonly AxisRole[];
  readonly block: number | null;
}

export interface PairedParameters {
  readonly pairs: readonly ParameterPair[];
  /** Keys of what cannot be compared: matrices of the vocabulary, where the models have different numbers of tokens. */
  readonly leftOut: readonly string[];
}

/**
 * The parameters of two models side by side, each pair of tensors once (a tied head is its embedding), in the order in which
 * the model computes.
 * @throws TRACE_PARAMETERS_MISMATCH when one has a parameter that the other lacks, or of another shape or layout
 */
export function pairParameters(base: TracedModel, model: TracedModel): PairedParameters {
  const [theirs, ours] = [base, model].map(({ spec, checkpoint: { tensors } }) => modelParameters({ spec, tensors }));
  const byKey = new Map(ours.map((parameter) => [parameter.key, parameter]));
  const otherVocabulary = base.spec.vocabSize !== model.spec.vocabSize;
  const pairs: ParameterPair[] = [];
  const leftOut: string[] = [];
  const seen = new Set<string>();
  for (const parameter of theirs) {
    const other = byKey.get(parameter.key);
    byKey.delete(parameter.key);
    if (other === undefined) throw mismatch(base, model, `only the base has ${parameter.key}`);
    if (otherVocabulary && ofVocabulary.has(parameter.key)) {
      leftOut.push(parameter.key);
      continue;
    }
    const tensors = JSON.stringify([parameter.tensor, parameter.rows, other.tensor, other.rows]);
    if (seen.has(tensors)) continue;
    seen.add(tensors);
    const [shape, otherShape] = [shapeOf(base, parameter), shapeOf(model, other)];
    if (String(shape) !== String(otherShape) || String(parameter.axes) !== String(other.axes)) {
      throw mismatch(base, model, `${parameter.key} is [${shape}] in the base and [${otherShape}] in the model`);
    }
    const { key, axes, block } = parameter;
    pairs.push({ key, base: parameter, model: other, shape, axes, block });
  }
  for (const key of byKey.keys()) throw mismatch(base, model, `only the model has ${key}`);
  return { pairs, leftOut };
}

const ofVocabulary = new Set(['embedding', 'head.weight', 'head.bias']);

function shapeOf({ checkpoint }: TracedModel, { tensor, rows }: ModelParameter): number[] {
  const { shape } = checkpoint.tensors.get(tensor)!;
  return rows === undefined ? [...shape] : [rows[1] - rows[0], ...shape.slice(1)];
}

function mismatch(base: TracedModel, model: TracedModel, what: string): ModelTraceError {
  return new ModelTraceError(
    'TRACE_PARAMETERS_MISMATCH',
    `${model.source.id} and its base ${base.source.id} do not have the same parameters: ${what}`,
    { fix: 'Use --statistic csu,csh,match: they compare hidden units, not whole models' },
  );
}
