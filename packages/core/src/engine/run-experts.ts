import type { ExpertsSpec } from '../architectures/index.ts';
import { expertGraph, expertWeights } from '../graph/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { routeTokens } from './route-tokens.ts';
import type { Sessions } from './session.ts';
import { allocate, type Elements, tensor } from './tensor.ts';
import { type WeightSlot, weightSlot } from './weight-slot.ts';

export interface RunExpertsOptions {
  readonly checkpoint: Checkpoint;
  readonly sessions: Sessions;
  readonly experts: ExpertsSpec;
  readonly hiddenSize: number;
  /** What experts work on, [tokens, hiddenSize]. */
  readonly inputs: Elements;
  /** Router logits, [tokens, experts]. */
  readonly logits: Elements;
  /** Residual stream [tokens, hiddenSize]; the weighted outputs of the experts are added to it. */
  readonly stream: Elements;
  readonly slots: ExpertSlots;
  readonly signal?: AbortSignal;
}

/** Buffers for the weights of two experts, kept from block to block. */
export type ExpertSlots = readonly [WeightSlot, WeightSlot];

export const expertSlots = (sessions: Sessions): ExpertSlots => [
  weightSlot(sessions.device.dtype),
  weightSlot(sessions.device.dtype),
];

/** Tokens of one product. */
const maxRows = 1024;

/**
 * The mixture of experts of one block: each expert that a token was routed to is read once, the next while one computes,
 * and applied to its tokens only. Memory: two experts and one batch of tokens.
 */
export async function runExperts(options: RunExpertsOptions): Promise<void> {
  const { checkpoint, sessions, experts, hiddenSize, inputs, logits, stream, slots, signal } = options;
  const { dtype } = sessions.device;
  const { tokens, weights } = routeTokens({ ...experts, logits, experts: experts.experts.length });
  const used = [...tokens.keys()].filter((expert) => tokens[expert].length > 0);
  const most = Math.min(
    maxRows,
    used.reduce((max, expert) => Math.max(max, tokens[expert].length), 0),
  );
  const gathered = allocate(dtype, most * hiddenSize);
  const output = allocate(dtype, most * hiddenSize);

  const read = (turn: number) => {
    const expert = experts.experts[used[turn]];
    const filled = slots[turn % 2].fill(checkpoint, expertWeights({ experts, expert, hiddenSize }));
    filled.catch(() => undefined); // awaited below, unless this expert fails first
    return filled;
  };
  let reading = used.length > 0 ? read(0) : null;
  try {
    for (const [turn, index] of used.entries()) {
      signal?.throwIfAborted();
      const feeds = await reading!;
      reading = turn + 1 < used.length ? read(turn + 1) : null;
      const session = await sessions.open(expertGraph({ experts, expert: experts.experts[index], hiddenSize, dtype }));
      for (let first = 0; first < tokens[index].length; first += maxRows) {
        const rows = tokens[index].subarray(first, first + maxRows);
        for (const [place, row] of rows.entries()) {
          gathered.set(
            inputs.subarray(row * hiddenSize, (row + 1) * hiddenSize) as typeof gathered,
            place * hiddenSize,
          );
        }
        const batch = (elements: Elements) =>
          tensor(elements.subarray(0, rows.length * hiddenSize), [rows.length, hiddenSize]);
        await session.run({ hidden: batch(gathered), ...feeds }, { output: batch(output) });
        for (const [place, row] of rows.entries()) {
          const weight = weights[index][first + place];
          for (let i = 0; i < hiddenSize; i++) stream[row * hiddenSize + i] += weight * output[place * hiddenSize + i];
        }
      }
    }
  } finally {
    await reading?.catch(() => undefined); // the caller may close the checkpoint as soon as this returns
  }
}
