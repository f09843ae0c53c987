import { matrixProduct, readUnitRows } from '../../engine/index.ts';
import { centreRows } from '../align-residual-streams.ts';
import type { TracedModel } from '../traced-model.ts';
import { type HeadProjections, headProjections } from './head-projections.ts';

/**
 * Query and key weights of a block as they act on rows of the token embedding: each row times the gain of the block's norm,
 * less its mean where that norm is a LayerNorm, and the projection of a narrower embedding. How long a norm makes a row, and
 * norms of queries and keys themselves, are not linear and are left out; so are biases, which centring over tokens removes.
 * @returns `query` and `key` [.., embeddingSize]
 */
export async function tokenProjections(model: TracedModel, block: number): Promise<HeadProjections> {
  const { checkpoint, spec } = model;
  const { query, key, ...sizes } = await headProjections(model, block);
  const { input } = spec.blocks[block].attentionNorms;
  const gain = input === null || input.gain === null ? null : await checkpoint.read(input.gain);
  const projection =
    spec.embeddingProjection === null
      ? null
      : Float64Array.from(await readUnitRows(checkpoint, spec.embeddingProjection)); // [d, embeddingSize]
  const acting = async (weights: Float64Array): Promise<Float64Array> => {
    const width = spec.hiddenSize;
    if (gain !== null) for (let i = 0; i < weights.length; i++) weights[i] *= gain[i % width] + input!.gainOffset;
    if (input?.kind === 'layer') centreRows(weights, width);
    if (projection === null) return weights;
    return matrixProduct({ a: weights, b: projection, m: weights.length / width, k: width, n: spec.embeddingSize });
  };
  return { ...sizes, query: await acting(query), key: await acting(key) };
}
