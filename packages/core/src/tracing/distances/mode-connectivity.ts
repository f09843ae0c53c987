import { scoreSequences } from '../../engine/index.ts';
import type { DistanceResult } from '../../results/index.ts';
import { permutationTest, relabellingNull } from '../relabelling/permutation-test.ts';
import { relabelledModel } from '../relabelling/relabelled-model.ts';
import type { Statistic } from '../statistic.ts';
import type { TraceRun } from '../trace-run.ts';
import type { TracedModel } from '../traced-model.ts';
import { modelsOnLine } from './model-on-line.ts';

/** Points of the curve, both ends included. */
const points = 11;

const direction =
  'small p: the model half way between the two loses less than half way to other names of the same function';

/**
 * Linear mode connectivity (Frankle et al., arXiv 1912.05671): the loss along the straight line between the parameters of two
 * models, on a text. Models of one descent stay in one basin as they are named; unrelated ones, or relabelled ones, are
 * separated by a barrier. The test looks at the middle, as the reference code of arXiv 2502.12292 does: a relabelling keeps
 * the losses of both ends, so that draws compare by the loss half way alone. Cost: 11 + T passes over the text, each of
 * which reads both models.
 */
export const modeConnectivity: Statistic = {
  id: 'mode-connectivity',
  variants: [
    {
      ...{ statistic: 'mode-connectivity', variant: 'loss half way', validity: 'exact', direction },
      null: relabellingNull('the hidden units of every block and the residual stream'),
    },
  ],
  run: async (run) => ({ group: 'distances', result: await connectivity(run) }),
};

async function connectivity(run: TraceRun): Promise<DistanceResult> {
  const { base, model, relabellings, countOf } = run;
  const finished = countOf('mode-connectivity', points + relabellings.count, 'steps');
  const onLine = modelsOnLine(base, model);
  const curve: { share: number; lossNats: number }[] = [];
  for (let point = 0; point < points; point++) {
    const share = point / (points - 1);
    curve.push({ share, lossNats: await meanLoss(run, onLine(share)) });
    finished();
  }
  const drawn: number[] = [];
  for (let draw = 0; draw < relabellings.count; draw++) {
    const relabelled = relabelledModel(model, relabellings.whole(draw));
    drawn.push(await meanLoss(run, modelsOnLine(base, relabelled)(1 / 2)));
    finished();
  }
  const [first, half, last] = [curve[0], curve[(points - 1) / 2], curve[points - 1]].map(({ lossNats }) => lossNats);
  const excess = curve.map(({ share, lossNats }) => lossNats - ((1 - share) * first + share * last));
  return {
    statistic: 'mode-connectivity',
    value: half - (first + last) / 2,
    barrier: excess.reduce((most, one) => Math.max(most, one), 0),
    curve,
    tokens: run.outputSequences!.reduce((sum, { length }) => sum + length - 1, 0),
    ...permutationTest(run, { observed: half, drawn, extreme: 'small', direction }),
  };
}

/** Mean negative log-likelihood of the predicted tokens, nats. */
async function meanLoss(
  { outputSequences, provider, memory, signal }: TraceRun,
  { checkpoint, spec }: TracedModel,
): Promise<number> {
  signal.throwIfAborted();
  const sequences = outputSequences!;
  const options = { checkpoint, spec, sequences, provider, memory, signal, computeDtype: 'float64' } as const;
  let sum = 0;
  let tokens = 0;
  for (const losses of await scoreSequences(options)) {
    for (const loss of losses.subarray(1)) {
      sum += loss;
      tokens++;
    }
  }
  return sum / tokens;
}
