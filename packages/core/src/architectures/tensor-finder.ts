import { ModelTraceError } from '../errors.ts';
import type { TensorInfo } from '../weights/checkpoint.ts';
import type { MatrixRef, NormSpec } from './model-spec.ts';

/** Finds tensors by the names an adapter knows and checks their shapes against config.json. */
export interface TensorFinder {
  has(name: string): boolean;
  /** Full name of a tensor. @throws TENSOR_MISSING, TENSOR_SHAPE */
  named(name: string, shape: readonly number[]): string;
  /** A linear layer `<name>.weight` (and `<name>.bias`) from `inputs` to `outputs`. */
  matrix(
    name: string,
    layer: { inputs: number; outputs: number; layout: MatrixRef['layout']; bias: boolean },
  ): MatrixRef;
  /** A norm `<name>.weight` (and `<name>.bias`). */
  norm(
    name: string,
    norm: { kind: NormSpec['kind']; eps: number; size: number; bias: boolean; gainOffset?: number },
  ): NormSpec;
}

/**
 * @param tensors null: every tensor is taken to be there, by its first name and in the shape asked for
 * @param prefixes what may stand before a name, first match wins: a checkpoint saved from the bare decoder lacks the
 * `transformer.` or `model.` which one saved with its head has
 */
export function tensorFinder(
  tensors: ReadonlyMap<string, TensorInfo> | null,
  { prefixes }: { prefixes: readonly string[] },
): TensorFinder {
  const find = (name: string) => prefixes.map((prefix) => prefix + name).find((full) => tensors?.has(full));

  function named(name: string, shape: readonly number[]): string {
    if (tensors === null) return prefixes[0] + name;
    const full = find(name);
    if (full === undefined) {
      throw new ModelTraceError('TENSOR_MISSING', `The weights have no tensor ${prefixes[0]}${name}`, {
        details: { tensor: prefixes[0] + name },
      });
    }
    const stored = tensors.get(full)!.shape;
    if (stored.length !== shape.length || stored.some((size, axis) => size !== shape[axis])) {
      throw new ModelTraceError(
        'TENSOR_SHAPE',
        `${full} has shape [${stored.join(', ')}], config.json implies [${shape.join(', ')}]`,
        { details: { tensor: full, stored, expected: shape } },
      );
    }
    return full;
  }

  return {
    has: (name) => find(name) !== undefined,
    named,
    matrix(name, { inputs, outputs, layout, bias }) {
      const tensor = named(`${name}.weight`, layout === 'in-out' ? [inputs, outputs] : [outputs, inputs]);
      return bias ? { tensor, layout, bias: named(`${name}.bias`, [outputs]) } : { tensor, layout };
    },
    norm: (name, { kind, eps, size, bias, gainOffset = 0 }) => ({
      kind,
      eps,
      gainOffset,
      gain: named(`${name}.weight`, [size]),
      bias: bias ? named(`${name}.bias`, [size]) : null,
    }),
  };
}
