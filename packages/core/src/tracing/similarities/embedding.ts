import { ModelTraceError } from '../../errors.ts';
import type { SimilarityResult } from '../../results/index.ts';
import { unbiasedLinearHsic } from '../../stats/index.ts';
import type { Statistic } from '../statistic.ts';
import type { TraceRun } from '../trace-run.ts';
import { embeddingProducts } from './embedding-products.ts';

/**
 * Centred kernel alignment of the token embeddings over the tokens that both models have, linear kernel, with the unbiased
 * HSIC: HSIC_1(X, Y) / sqrt(HSIC_1(X, X) HSIC_1(Y, Y)). Invariant to rotations and permutations of the stream, to a common
 * factor and shift; widths may differ. Source: Kornblith et al., arXiv 1905.00414; Song et al. 2012 for HSIC_1.
 */
export const embedding: Statistic = {
  id: 'embedding',
  variants: [],
  run: async (run) => ({ group: 'similarities', result: await alignment(run) }),
};

async function alignment(run: TraceRun): Promise<SimilarityResult> {
  const finished = run.countOf('embedding', 1, 'steps');
  const { rows, base, model, cross, squaredBase, squaredModel } = await embeddingProducts(run);
  const hsic = (products: Float64Array, squaredX: Float64Array, squaredY: Float64Array) =>
    unbiasedLinearHsic({ squaredCross: squares(products), squaredX, squaredY });
  const [xx, yy] = [hsic(base, squaredBase, squaredBase), hsic(model, squaredModel, squaredModel)];
  if (!(xx > 0 && yy > 0)) {
    throw new ModelTraceError('TRACE_DEGENERATE', 'The rows of an embedding do not differ', {
      fix: 'Leave the statistic embedding out: similarity to a constant is undefined',
    });
  }
  const value = hsic(cross, squaredBase, squaredModel) / Math.sqrt(xx * yy);
  finished();
  return { statistic: 'embedding', value, tokens: rows.base.length, tokensBy: rows.by };
}

const squares = (matrix: Float64Array): number => matrix.reduce((sum, value) => sum + value * value, 0);
