import { ModelTraceError } from '../errors.ts';
import type { Checkpoint, TensorInfo } from './checkpoint.ts';
import { quoteName } from './parse-header.ts';

export interface InterpolatedTensor {
  readonly info: TensorInfo;
  readonly from: string;
  readonly to: string;
}

/**
 * A checkpoint on the line between two others: (1 - share) from + share to, in float64, rounded to float32 once. A read takes
 * twice the memory of what was asked for. Closing it closes neither.
 * @param tensors  by the name under which they are read; those not named are not there
 * @param share  of `to`; 0 and 1 are the other two themselves
 */
export function interpolatedCheckpoint(
  { from, to, share }: { from: Checkpoint; to: Checkpoint; share: number },
  tensors: ReadonlyMap<string, InterpolatedTensor>,
): Checkpoint {
  const find = (name: string): InterpolatedTensor => {
    const tensor = tensors.get(name);
    if (tensor !== undefined) return tensor;
    throw new ModelTraceError('TENSOR_MISSING', `The weights have no tensor ${quoteName(name)}`, {
      details: { tensor: name },
    });
  };
  const mix = (elements: Float32Array, others: Float32Array): Float32Array => {
    for (let i = 0; i < elements.length; i++) elements[i] = (1 - share) * elements[i] + share * others[i];
    return elements;
  };
  return {
    tensors: new Map(Array.from(tensors, ([name, { info }]) => [name, info])),
    parameters: from.parameters,
    dtype: from.dtype,
    readAhead: from.readAhead ?? to.readAhead,
    async read(name, options = {}) {
      const { from: first, to: second } = find(name);
      if (share === 0) return from.read(first, options);
      if (share === 1) return to.read(second, options);
      const { rows } = options;
      const [elements, others] = await settled([from.read(first, options), to.read(second, { rows })]);
      return mix(elements, others);
    },
    async gatherRows(name, indices) {
      const { from: first, to: second } = find(name);
      const [elements, others] = await settled([from.gatherRows(first, indices), to.gatherRows(second, indices)]);
      return mix(elements, others);
    },
    close: async () => undefined,
  };
}

/** Both, and no read goes on when one has failed: the caller may use the array again. */
async function settled(reads: Promise<Float32Array>[]): Promise<Float32Array[]> {
  const results = await Promise.allSettled(reads);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
