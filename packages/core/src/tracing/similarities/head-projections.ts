import type { BlockSpec, MatrixRef } from '../../architectures/index.ts';
import { readUnitRows } from '../../engine/index.ts';
import type { Checkpoint } from '../../weights/index.ts';
import type { TracedModel } from '../traced-model.ts';

/** Query and key weights of one block by head, float64. */
export interface HeadProjections {
  readonly heads: number;
  readonly headDim: number;
  /** [heads * headDim, d] row-major. */
  readonly query: Float64Array;
  /** [kvHeads * headDim, d] row-major; each key head serves heads / kvHeads query heads, in order. */
  readonly key: Float64Array;
  readonly kvHeads: number;
}

/** Whatever the layout they are stored in: separate, fused, in groups. Biases are left out. */
export async function headProjections({ checkpoint, spec }: TracedModel, block: number): Promise<HeadProjections> {
  const { attention } = spec.blocks[block];
  const { heads, kvHeads, headDim, projections } = attention;
  const sizes = { heads, kvHeads, headDim };
  if (projections.kind === 'separate') {
    const [query, key] = await Promise.all([projections.query, projections.key].map((ref) => rowsOf(checkpoint, ref)));
    return { ...sizes, query, key };
  }
  const all = await rowsOf(checkpoint, projections.queryKeyValue);
  return { ...sizes, ...unfused(all, attention, projections) };
}

const rowsOf = async (checkpoint: Checkpoint, ref: MatrixRef) => Float64Array.from(await readUnitRows(checkpoint, ref));

type Fused = Extract<BlockSpec['attention']['projections'], { kind: 'fused' }>;

function unfused(
  all: Float64Array,
  { heads, kvHeads, headDim }: Pick<HeadProjections, 'heads' | 'kvHeads' | 'headDim'>,
  { groups, parts }: Fused,
): Pick<HeadProjections, 'query' | 'key'> {
  const width = all.length / ((heads + 2 * kvHeads) * headDim);
  const size = {
    query: (heads * headDim) / groups,
    key: (kvHeads * headDim) / groups,
    value: (kvHeads * headDim) / groups,
  };
  const query = new Float64Array(heads * headDim * width);
  const key = new Float64Array(kvHeads * headDim * width);
  let row = 0;
  for (let group = 0; group < groups; group++) {
    for (const part of parts) {
      const rows = all.subarray(row * width, (row + size[part]) * width);
      if (part === 'query') query.set(rows, group * size.query * width);
      if (part === 'key') key.set(rows, group * size.key * width);
      row += size[part];
    }
  }
  return { query, key };
}
