import { compareWindows } from '../../engine/index.ts';
import type { DistanceResult } from '../../results/index.ts';
import type { Statistic } from '../statistic.ts';
import type { TraceRun } from '../trace-run.ts';

/**
 * Why the paper reports phi_JSD as a number: a relabelling of the model keeps its outputs, so every draw of a permutation test
 * would equal what was observed, and ties would make p = 1 whatever the models are.
 */
export const jsdUntestable =
  'not testable by permutation: relabelling the model changes none of its outputs, so every draw equals what was observed';

/**
 * phi_JSD (arXiv 2502.12292): the Jensen-Shannon divergence (KL(p || m) + KL(q || m)) / 2, m = (p + q) / 2, of the
 * distributions over the next token, nats, averaged over all tokens that are predicted. Small between models of one descent,
 * but also between good models of one language; no p-value belongs to it.
 */
export const jsd: Statistic = {
  id: 'jsd',
  variants: [],
  run: async (run) => ({ group: 'distances', result: await divergence(run) }),
};

async function divergence(run: TraceRun): Promise<DistanceResult> {
  const { base, model, provider, memory, onProgress, signal, permutations } = run;
  const windows = run.outputSequences!.map((input) => ({ input, firstRow: 0, targets: input.subarray(1) }));
  const computeDtype = 'float64';
  const options = { model, base, windows, provider, memory, computeDtype, onProgress, signal } as const;
  const { jsNats, sameTop } = await compareWindows(options);
  return {
    statistic: 'jsd',
    value: jsNats.reduce((sum, nats) => sum + nats, 0) / jsNats.length,
    largest: jsNats.reduce((most, nats) => Math.max(most, nats), 0),
    sameTop: sameTop.reduce((sum, same) => sum + same, 0) / sameTop.length,
    tokens: jsNats.length,
    ...(permutations > 0 ? { permutationTest: { testable: false, reason: jsdUntestable } } : {}),
  };
}
