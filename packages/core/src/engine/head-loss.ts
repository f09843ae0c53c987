import type { HeadSpec, ModelSpec } from '../architectures/index.ts';
import { headGraph } from '../graph/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { headChunks, headFeeds } from './head-chunks.ts';
import { type HiddenStates, hiddenStatesOf, splitRanges } from './hidden-states.ts';
import { openStage } from './open-stage.ts';
import type { EngineProgress } from './provider.ts';
import { rankCounter } from './rank-counter.ts';
import { requireFinite } from './require-finite.ts';
import type { Sessions } from './session.ts';
import { allocate, type Elements, tensor } from './tensor.ts';

export interface HeadLossOptions {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  readonly sessions: Sessions;
  /** Residual stream after the last block at the scored positions, [rows, hiddenSize]. Overwritten. */
  readonly hidden: HiddenStates;
  /** The token to predict at each row. */
  readonly targets: Int32Array;
  /** Gets the rank of each target among all tokens, 1 for the most likely (`rankCounter`); default ranks are not counted. */
  readonly ranksInto?: Int32Array;
  /** Rows of the head that are in memory at a time; default 8 MB of them. */
  readonly chunkRows?: number;
  readonly onProgress?: (progress: EngineProgress) => void;
  readonly signal?: AbortSignal;
}

export interface HeadLosses {
  /** -ln p(target) of each row, nats. */
  readonly losses: Float64Array;
  /** log(sum_v exp(logit_v)) of each row. */
  readonly logSumExp: Float64Array;
  /** What the head multiplies, [rows, embeddingSize]: the stream after the final norm, in place where the widths allow it. */
  readonly states: HiddenStates;
}

/** Rows of hidden states in one product: bounds the logits to rows * chunk numbers. */
const maxRows = 1024;

/**
 * Negative log-likelihood of each target, nats: log(sum_v exp(logit_v)) - logit_target. The head is streamed in chunks
 * of the vocabulary with a running log-sum-exp, so that no [rows, vocabSize] matrix exists; the logit of a target is
 * a product in double precision with the head's row while its chunk is there.
 */
export async function headLoss(options: HeadLossOptions): Promise<HeadLosses> {
  const { checkpoint, spec, sessions, targets, onProgress, signal } = options;
  const { dtype } = sessions.device;
  const { embeddingSize: width, vocabSize, head } = spec;
  const rows = targets.length;
  const hidden = await finishRows(options);

  const { ranksInto } = options;
  const ranks =
    ranksInto === undefined
      ? null
      : await rankCounter({ checkpoint, spec, dtype, states: hidden, targets, ranksInto, maxRows });
  const session = await sessions.open(headGraph({ embeddingSize: width, head, dtype, ranks: ranks !== null }));
  const logSumExp = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
  const targetLogits = new Float64Array(rows);
  const half = dtype === 'float16';
  const [largest, sum] = [0, 1].map(() => allocate(half ? 'float32' : dtype, Math.min(rows, maxRows)));
  const ranges = splitRanges([{ firstRow: 0, rows }], maxRows);
  for await (const chunk of headChunks({ heads: [{ checkpoint, spec }], dtype, chunkRows: options.chunkRows })) {
    signal?.throwIfAborted();
    const weights = headFeeds(chunk, { which: 0, width });
    const { weight, bias } = chunk.heads[0];
    await hidden.read(ranges, async (states, range) => {
      const { firstRow, rows: count } = range;
      signal?.throwIfAborted();
      const column = (values: Elements) => tensor(values.subarray(0, count), [count, 1]);
      await session.run(
        { hidden: tensor(states, [count, width]), ...weights, ...ranks?.feeds(range, chunk) },
        { largest: column(largest), sum: column(sum), ...ranks?.outputs(range) },
      );
      ranks?.add(range, chunk);
      for (let i = 0; i < count; i++) {
        const row = firstRow + i;
        logSumExp[row] = logAddExp(logSumExp[row], largest[i] + Math.log(sum[i]));
        const target = targets[row] - chunk.start;
        if (target < 0 || target >= chunk.end - chunk.start) continue;
        let logit = bias === null ? 0 : bias[target];
        for (let j = 0; j < width; j++) logit += states[i * width + j] * weight[target * width + j];
        targetLogits[row] = half ? Math.f16round(finishLogit(Math.f16round(logit), head)) : finishLogit(logit, head);
      }
    });
    onProgress?.({ phase: 'head', done: chunk.end, total: vocabSize, unit: 'tokens' });
  }
  const losses = logSumExp.map((value, row) => value - targetLogits[row]);
  const tensors = [head.tensor, ...(head.bias === null ? [] : [head.bias])];
  await requireFinite(losses, { checkpoint, tensors, what: 'The loss' });
  return { losses, logSumExp, states: hidden };
}

/** log(e^a + e^b) without overflow. */
function logAddExp(a: number, b: number): number {
  if (a === Number.NEGATIVE_INFINITY) return b;
  const high = Math.max(a, b);
  return high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

/** softCap * tanh(scale * product / softCap): `finishLogits` of the head's graph is the same for a matrix. */
export function finishLogit(product: number, { scale, softCap }: HeadSpec): number {
  const scaled = scale * product;
  return softCap === null ? scaled : softCap * Math.tanh(scaled / softCap);
}

/**
 * The final norm, and the projection to the width of the head where there is one: in place when the width stays, else a
 * narrower copy in memory.
 */
async function finishRows({
  checkpoint,
  spec,
  sessions,
  hidden,
}: Pick<HeadLossOptions, 'checkpoint' | 'spec' | 'sessions' | 'hidden'>): Promise<HiddenStates> {
  const { hiddenSize: inputs, embeddingSize: outputs, finalNorm: norm, head } = spec;
  const stage = { norm, projection: head.projection, inputs, outputs };
  const finish = await openStage({ checkpoint, sessions, stage, what: 'The output of the final norm' });
  const ranges = splitRanges([{ firstRow: 0, rows: hidden.rows }], maxRows);
  if (inputs === outputs) {
    await hidden.update(ranges, (states) => finish(states, states));
    return hidden;
  }
  const narrow = allocate(sessions.device.dtype, hidden.rows * outputs);
  await hidden.read(ranges, (states, { firstRow, rows }) =>
    finish(states, narrow.subarray(firstRow * outputs, (firstRow + rows) * outputs)),
  );
  return hiddenStatesOf(narrow, { rows: hidden.rows, width: outputs });
}
