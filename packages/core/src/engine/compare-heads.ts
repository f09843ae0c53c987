import type { ModelSpec } from '../architectures/index.ts';
import { compareHeadsGraph, comparisonOutputs } from '../graph/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { headChunkRows, headChunks, headFeeds } from './head-chunks.ts';
import type { HeadLosses } from './head-loss.ts';
import { splitRanges } from './hidden-states.ts';
import type { EngineProgress } from './provider.ts';
import { requireFinite } from './require-finite.ts';
import type { Sessions } from './session.ts';
import { allocate, tensor } from './tensor.ts';

export interface ComparedHead {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  readonly rows: Pick<HeadLosses, 'states' | 'logSumExp'>;
}

export interface CompareHeadsOptions {
  readonly model: ComparedHead;
  readonly base: ComparedHead;
  readonly sessions: Sessions;
  /** Rows of the heads that are in memory at a time; default 8 MB of the wider one. */
  readonly chunkRows?: number;
  readonly onProgress?: (progress: EngineProgress) => void;
  readonly signal?: AbortSignal;
}

/** By row, over the whole vocabulary; p is the base's distribution, q the model's. */
export interface HeadComparison {
  /** KL(p || q) = sum p ln(p / q), nats. */
  readonly klNats: Float64Array;
  /** (KL(p || m) + KL(q || m)) / 2 with m = (p + q) / 2, nats: at most ln 2. */
  readonly jsNats: Float64Array;
  /** 1 where both models give the same token the largest probability. */
  readonly sameTop: Uint8Array;
}

/** Logits of each model in one run, 4 MB as float32; the graph holds some ten arrays of that size. */
const maxLogits = 2 ** 20;

/**
 * Compares the distributions over the next token of two models at the same rows. Both heads are streamed side by side in
 * chunks of the vocabulary, after a first pass (`headLoss`) has given the log-sum-exp of each: no [rows, vocabSize] matrix
 * exists. The masses of both distributions, 1 up to the rounding of that pass, correct its error:
 * KL = cross / baseMass - ln(baseMass) + ln(mass). Sums are taken in the graph: beside products of 7 s (1,023 rows, GPT-2's
 * head, a busy machine) they take 3 s, where typed arrays take 7 s.
 */
export async function compareHeads(options: CompareHeadsOptions): Promise<HeadComparison> {
  const { model, base, sessions, onProgress, signal } = options;
  const { dtype } = sessions.device;
  if (dtype === 'float16') throw new TypeError('half precision is refused before'); // run-perplexity.ts
  const { vocabSize } = model.spec;
  const rows = model.rows.logSumExp.length;
  const heads = [model, base];
  const chunkRows = headChunkRows({ heads, chunkRows: options.chunkRows });
  const rowsAtOnce = Math.max(1, Math.min(1024, Math.floor(maxLogits / chunkRows)));
  const [width, baseWidth] = heads.map(({ spec }) => spec.embeddingSize);
  const session = await sessions.open(compareHeadsGraph({ model: model.spec, base: base.spec, dtype }));
  const sums = runningSums(rows);
  const partial = Object.fromEntries(comparisonOutputs.map((name) => [name, allocate(dtype, rowsAtOnce)]));
  const shifts = ['model.logSumExp', 'base.logSumExp', 'difference'].map((name) => ({
    name,
    values: allocate(dtype, rowsAtOnce),
  }));
  for await (const chunk of headChunks({ heads, dtype, chunkRows })) {
    signal?.throwIfAborted();
    const weights = {
      ...headFeeds(chunk, { which: 0, width, prefix: 'model.' }),
      ...headFeeds(chunk, { which: 1, width: baseWidth, prefix: 'base.' }),
    };
    await model.rows.states.read(splitRanges([{ firstRow: 0, rows }], rowsAtOnce), async (states, range) => {
      signal?.throwIfAborted();
      const { firstRow, rows: count } = range;
      for (let i = 0; i < count; i++) {
        const [a, b] = [model.rows.logSumExp[firstRow + i], base.rows.logSumExp[firstRow + i]];
        shifts[0].values[i] = a;
        shifts[1].values[i] = b;
        shifts[2].values[i] = b - a;
      }
      const column = (values: (typeof shifts)[number]['values']) => tensor(values.subarray(0, count), [count, 1]);
      await base.rows.states.read([range], (baseStates) =>
        session.run(
          {
            'model.hidden': tensor(states, [count, width]),
            'base.hidden': tensor(baseStates, [count, baseWidth]),
            ...weights,
            ...Object.fromEntries(shifts.map(({ name, values }) => [name, column(values)])),
          },
          Object.fromEntries(comparisonOutputs.map((name) => [name, column(partial[name])])),
        ),
      );
      for (let i = 0; i < count; i++) sums.add(firstRow + i, chunk.start, (name) => partial[name][i]);
    });
    onProgress?.({ phase: 'compare', done: chunk.end, total: vocabSize, unit: 'tokens' });
  }
  const compared = sums.end();
  const { checkpoint, spec } = model;
  await requireFinite(compared.klNats, {
    checkpoint,
    tensors: [spec.head.tensor],
    what: 'The divergence from the base',
  });
  return compared;
}

/** Adds up chunks in double precision. */
function runningSums(rows: number) {
  const zeros = () => new Float64Array(rows);
  const [mass, baseMass, cross, jsNats] = [zeros(), zeros(), zeros(), zeros()];
  const top = tops(rows);
  const baseTop = tops(rows);
  return {
    add(row: number, firstToken: number, value: (name: (typeof comparisonOutputs)[number]) => number) {
      mass[row] += value('mass');
      baseMass[row] += value('baseMass');
      cross[row] += value('cross');
      jsNats[row] += value('jensenShannon');
      top.offer(row, value('top'), firstToken + value('topIndex'));
      baseTop.offer(row, value('baseTop'), firstToken + value('baseTopIndex'));
    },
    end(): HeadComparison {
      return {
        klNats: cross.map((sum, row) => sum / baseMass[row] - Math.log(baseMass[row]) + Math.log(mass[row])),
        jsNats,
        sameTop: Uint8Array.from(top.tokens, (token, row) => Number(token === baseTop.tokens[row])),
      };
    },
  };
}

/** The token of the largest logit of each row, the first of equal ones. */
function tops(rows: number) {
  const logits = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
  const tokens = new Int32Array(rows).fill(-1);
  return {
    tokens,
    offer(row: number, logit: number, token: number) {
      if (logit <= logits[row]) return;
      logits[row] = logit;
      tokens[row] = token;
    },
  };
}
