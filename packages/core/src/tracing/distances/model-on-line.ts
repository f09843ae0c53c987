import type { ModelSpec } from '../../architectures/index.ts';
import { ModelTraceError } from '../../errors.ts';
import { type InterpolatedTensor, interpolatedCheckpoint } from '../../weights/index.ts';
import type { TracedModel } from '../traced-model.ts';
import { pairParameters } from './pair-parameters.ts';

/**
 * The models on the line between two: (1 - share) base + share model, parameter by parameter, read as a view.
 * @throws TRACE_PARAMETERS_MISMATCH when they do not have the same parameters, or compute differently with them
 */
export function modelsOnLine(base: TracedModel, model: TracedModel): (share: number) => TracedModel {
  const { pairs, leftOut } = pairParameters(base, model);
  if (leftOut.length > 0) throw different(base, model, `they have different vocabularies`);
  if (computationOf(base.spec) !== computationOf(model.spec)) {
    throw different(base, model, 'their configs say that these are used differently (positions, norms or activation)');
  }
  // A tied head between an untied one and its embedding is neither: the line runs among models with a head of their own.
  const side = base.spec.head.tied && !model.spec.head.tied ? 'model' : 'base';
  const frame = side === 'base' ? base : model;
  const tensors = new Map<string, InterpolatedTensor>(
    pairs.map((pair) => {
      const name = pair[side].tensor;
      return [name, { info: frame.checkpoint.tensors.get(name)!, from: pair.base.tensor, to: pair.model.tensor }];
    }),
  );
  return (share) => ({
    ...frame,
    checkpoint: interpolatedCheckpoint({ from: base.checkpoint, to: model.checkpoint, share }, tensors),
  });
}

/** Fields that name tensors, which `pairParameters` has compared, or that change no output. */
const names = new Set(['tensor', 'bias', 'gain', 'gains', 'tokenEmbedding', 'sinks', 'preNormGain', 'rows']);
const harmless = new Set(['modelType', 'contextLength', 'tied']);

const computationOf = (spec: ModelSpec): string =>
  JSON.stringify(spec, (key, value) => (names.has(key) || harmless.has(key) ? undefined : value));

function different(base: TracedModel, model: TracedModel, what: string): ModelTraceError {
  return new ModelTraceError(
    'TRACE_PARAMETERS_MISMATCH',
    `There is no line between ${model.source.id} and its base ${base.source.id}: ${what}`,
    { fix: 'Use --statistic csu,csh,match: they compare hidden units, not whole models' },
  );
}
