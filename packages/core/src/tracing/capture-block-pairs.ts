import {
  captureMlp,
  type EngineProgress,
  type HiddenMemory,
  type MlpViews,
  type Provider,
  type Resume,
} from '../engine/index.ts';
import type { BlockPair } from './block-pair.ts';
import { activationDtype } from './trace-dtype.ts';
import type { TracedModel } from './traced-model.ts';

export interface CaptureBlockPairsOptions {
  base: TracedModel;
  model: TracedModel;
  pairs: readonly BlockPair[];
  sequences: { readonly base: readonly Int32Array[]; readonly model: readonly Int32Array[] };
  views: readonly ('up' | 'gate')[];
  provider: Provider;
  memory?: HiddenMemory;
  /** Gets the activations of both models for each pair. Neither model goes on before it resolves. */
  onPair: (pair: BlockPair, base: MlpViews, model: MlpViews) => Promise<void>;
  onProgress?: (progress: EngineProgress) => void;
  /** Where finished blocks are kept, for pairs in the same order in both models; `beforeKeep` keeps what came of them. */
  resume?: Resume;
  beforeKeep?: () => Promise<void>;
  /** Whether a pass that goes on after so many blocks has all it needs; default always. */
  mayKeep?: (side: 'base' | 'model', blocks: number) => boolean;
  signal?: AbortSignal;
}

/**
 * Runs both models side by side, each over its own sequences, and hands out the activations of paired blocks. Pairs in the same
 * order in both models (the usual case) meet block by block, so that only one block of each is in memory; a block whose
 * partner comes out of order is kept until it is there.
 */
export async function captureBlockPairs(options: CaptureBlockPairsOptions): Promise<void> {
  const { base, model, pairs, sequences, views, provider, memory, onPair, onProgress } = options;
  const failing = new AbortController(); // one model's failure stops the other
  const signal = options.signal === undefined ? failing.signal : AbortSignal.any([options.signal, failing.signal]);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
  aborted.catch(() => undefined); // it is only raced against; unraced it must not count as unhandled

  const meetings = pairs.map((pair) => meeting(pair, onPair));
  const byBase = new Map(meetings.map((one) => [one.pair.baseBlock, one]));
  const byModel = new Map(meetings.map((one) => [one.pair.block, one]));
  const inOrder = isIncreasing([...pairs].sort((p, q) => p.baseBlock - q.baseBlock).map(({ block }) => block));
  const wait = (done: Promise<void>) => (inOrder ? Promise.race([done, aborted]) : Promise.resolve());

  // Out of order, a block would be passed before its partner is there.
  const resume = inOrder ? options.resume : undefined;
  const { beforeKeep, mayKeep = () => true } = options;
  const computeDtype = activationDtype(options, sequences);
  const shared = { beforeKeep, views, provider, memory, computeDtype, signal };
  const runs = [
    captureMlp({
      ...shared,
      ...parts(base),
      sequences: sequences.base,
      resume: resume && heldBack(resume.of('base'), (blocks) => mayKeep('base', blocks)),
      blocks: pairs.map(({ baseBlock }) => baseBlock),
      onBlock: (captured) => wait(byBase.get(captured.block)!.arrive('base', captured)),
    }),
    captureMlp({
      ...shared,
      ...parts(model),
      sequences: sequences.model,
      resume: resume && heldBack(resume.of('model'), (blocks) => mayKeep('model', blocks)),
      blocks: pairs.map(({ block }) => block),
      onBlock: (captured) => wait(byModel.get(captured.block)!.arrive('model', captured)),
      onProgress,
    }),
    ...meetings.map(({ done }) => Promise.race([done, aborted])),
  ];
  for (const run of runs) run.catch((error) => failing.abort(error));
  const settled = await Promise.allSettled(runs);
  options.signal?.throwIfAborted();
  if (failing.signal.aborted) throw failing.signal.reason;
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
}

/** The same place, at which states are kept after some numbers of blocks only. */
const heldBack = (resume: Resume, mayKeep: (blocks: number) => boolean): Resume => ({
  ...resume,
  of: (...decidedBy) => heldBack(resume.of(...decidedBy), mayKeep),
  keepStates: async (hidden, blocks, before) => {
    if (mayKeep(blocks)) await resume.keepStates(hidden, blocks, before);
  },
});

const parts = ({ checkpoint, spec }: TracedModel) => ({ checkpoint, spec });

interface Meeting {
  pair: BlockPair;
  /** Notes one side's activations; resolves when the pair has been handled. */
  arrive(side: 'base' | 'model', captured: MlpViews): Promise<void>;
  done: Promise<void>;
}

function meeting(pair: BlockPair, onPair: CaptureBlockPairsOptions['onPair']): Meeting {
  const here: { base?: MlpViews; model?: MlpViews } = {};
  const { promise, resolve } = Promise.withResolvers<Promise<void> | undefined>();
  return {
    pair,
    done: promise as Promise<void>,
    arrive(side, captured) {
      here[side] = captured;
      if (here.base !== undefined && here.model !== undefined) {
        const handled = onPair(pair, here.base, here.model);
        here.base = undefined; // activations are large: let them go with the handler
        here.model = undefined;
        resolve(handled);
      }
      return promise as Promise<void>;
    },
  };
}

function isIncreasing(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || values[i - 1] < value);
}
