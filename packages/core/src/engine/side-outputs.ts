import type { BlockSpec } from '../architectures/index.ts';
import type { Batch } from './batches.ts';
import type { ComputeDtype } from './provider.ts';
import { rowsOf } from './rows-of.ts';
import { allocate, type Elements, type Tensor, tensor } from './tensor.ts';

export interface SideOutputOptions {
  /** Arrays of all rows, to be filled with what a caller wants to see. */
  views: Partial<Record<'up' | 'gate', Elements>>;
  firstRow: number;
  rows: number;
  hiddenSize: number;
  dtype: ComputeDtype;
}

/** Outputs of a block's graph beside the stream: views, or what its experts need for the rows at work. */
export function sideOutputs({ mlp }: BlockSpec, { views, firstRow, rows, hiddenSize, dtype }: SideOutputOptions) {
  const outputs =
    mlp.kind === 'experts'
      ? [
          { name: 'expertInput', width: hiddenSize, first: firstRow, elements: allocate(dtype, rows * hiddenSize) },
          {
            name: 'router',
            width: mlp.experts.length,
            first: firstRow,
            elements: allocate(dtype, rows * mlp.experts.length),
          },
        ]
      : Object.entries(views).map(([name, elements]) => ({ name, width: mlp.units, first: 0, elements }));
  return {
    elements: Object.fromEntries(outputs.map(({ name, elements }) => [name, elements])),
    tensors: (batch: Batch): Record<string, Tensor> =>
      Object.fromEntries(
        outputs.map(({ name, width, first, elements }) => {
          const own = rowsOf(elements, batch, { firstRow: first, width });
          return [name, tensor(own, [own.length / width, width])];
        }),
      ),
  };
}
