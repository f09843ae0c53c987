import type { AlibiSpec, AttentionSpec, RotarySpec } from '../architectures/index.ts';
import { attentionInputs, rotaryInputs } from '../graph/index.ts';
import { keyBias } from './key-bias.ts';
import type { ComputeDtype } from './provider.ts';
import { type RotaryTable, rotaryTable } from './rotary-table.ts';
import { type Elements, type Tensor, tensor } from './tensor.ts';

/** Graph inputs of a block that depend on its attention and on the length of a sequence, but on no weight. */
export type PositionFeeds = (attention: AttentionSpec, length: number) => Record<string, Tensor>;

/** Blocks with the same `RotarySpec` or `AlibiSpec` object share tables; those of the last length asked for are kept. */
export function positionFeeds(dtype: ComputeDtype): PositionFeeds {
  const tables = new Map<RotarySpec, { length: number; table: RotaryTable }>();
  const biases = new Map<AlibiSpec, { length: number; bias: Elements }>();

  function rotary(spec: RotarySpec, length: number): Record<string, Tensor> {
    const longest = spec.long === null ? Math.max(length, tables.get(spec)?.length ?? 0) : length;
    if (tables.get(spec)?.length !== longest) {
      tables.set(spec, { length: longest, table: rotaryTable(spec, { length: longest, dtype }) });
    }
    const { table } = tables.get(spec)!;
    const half = spec.dims / 2;
    const feed = (elements: Elements) => tensor(elements.subarray(0, length * half), [length, 1, half]);
    return { [rotaryInputs.cosine]: feed(table.cosine), [rotaryInputs.sine]: feed(table.sine) };
  }

  function alibi(spec: AlibiSpec, length: number): Record<string, Tensor> {
    if (biases.get(spec)?.length !== length) {
      biases.set(spec, { length, bias: keyBias(spec, { length, dtype }) });
    }
    return { [attentionInputs.keyBias]: tensor(biases.get(spec)!.bias, [spec.slopes.length, length]) };
  }

  return (attention, length) => ({
    ...(attention.rotary === null ? {} : rotary(attention.rotary, length)),
    ...(attention.alibi === null ? {} : alibi(attention.alibi, length)),
  });
}
