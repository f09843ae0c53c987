import { ModelTraceError } from '../../errors.ts';
import { isKind } from './pickle-globals.ts';
import { describeValue, type PickleDict, type PickleTensor, type PickleValue } from './pickle-value.ts';

/** Under which training programs keep the state dict of the model among other things. */
const wrappers = ['state_dict', 'model_state_dict', 'model', 'module'];
/** As a safetensors header may list. */
const maxTensors = 250_000;

/**
 * The tensors of a state dict by name. Entries that are no tensors (versions, step counts) are passed over; where the
 * value holds no tensor itself but a state dict under one of the usual names, that one counts.
 * @throws PICKLE_INVALID when there is none
 */
export function findStateDict(value: PickleValue, file: string): Map<string, PickleTensor> {
  const invalid = (what: string) =>
    new ModelTraceError('PICKLE_INVALID', `${file} holds no state dict: ${what}`, {
      details: { file },
      fix: 'Save model.state_dict(), the tensors by name.',
    });
  if (!isKind(value, 'dict')) throw invalid(`it is ${describeValue(value)}`);
  let tensors = tensorsOf(value);
  if (tensors.size === 0) {
    const inner = wrappers.map((key) => value.entries.get(key)).filter((entry) => isKind(entry, 'dict'));
    if (inner.length > 1) throw invalid(`it has several under ${wrappers.join(', ')}`);
    if (inner.length === 1) tensors = tensorsOf(inner[0]);
  }
  if (tensors.size === 0) throw invalid('it has no tensor by name');
  if (tensors.size > maxTensors) throw invalid(`it has ${tensors.size} tensors, more than ${maxTensors}`);
  return tensors;
}

function tensorsOf({ entries }: PickleDict): Map<string, PickleTensor> {
  const tensors = new Map<string, PickleTensor>();
  for (const [name, value] of entries) {
    if (typeof name !== 'string' || typeof value !== 'object' || value === null || !('kind' in value)) continue;
    if (value.kind === 'tensor') tensors.set(name, value);
    if (value.kind === 'parameter') tensors.set(name, value.data);
  }
  return tensors;
}
