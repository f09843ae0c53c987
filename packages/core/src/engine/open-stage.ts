import { type StageSpec, stageGraph, stageWeights } from '../graph/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { requireFinite } from './require-finite.ts';
import type { Sessions } from './session.ts';
import { allocate, type Elements, tensor } from './tensor.ts';
import { weightSlot } from './weight-slot.ts';

export interface OpenStageOptions {
  readonly checkpoint: Checkpoint;
  readonly sessions: Sessions;
  readonly stage: StageSpec;
  /** Names the values in an error: "The output of the final norm". */
  readonly what: string;
}

/** Rows of one run: bounds what the runtime allocates. */
const maxRows = 1024;

/**
 * Reads the weights of a stage, a norm and a matrix of which either may be absent.
 * @returns a function from rows [n, inputs] to rows [n, outputs]; `into`, of that size, is filled and may be the rows themselves
 */
export async function openStage(options: OpenStageOptions): Promise<(rows: Elements, into: Elements) => Promise<void>> {
  const { checkpoint, sessions, stage, what } = options;
  const { norm, projection, inputs, outputs } = stage;
  if (norm === null && projection === null) {
    return async (rows, into) => {
      if (into !== rows) into.set(rows as typeof into);
    };
  }
  const { dtype } = sessions.device;
  const wanted = stageWeights(stage);
  const weights = await weightSlot(dtype).fill(checkpoint, wanted);
  const session = await sessions.open(stageGraph({ stage, dtype }));
  const tensors = wanted.map(({ tensor: name }) => name);
  let buffer = allocate(dtype, 0);
  return async (rows, into) => {
    const total = rows.length / inputs;
    if (buffer.length < Math.min(total, maxRows) * outputs)
      buffer = allocate(dtype, Math.min(total, maxRows) * outputs);
    for (let first = 0; first < total; first += maxRows) {
      const last = Math.min(total, first + maxRows);
      const output = buffer.subarray(0, (last - first) * outputs);
      await session.run(
        { hidden: tensor(rows.subarray(first * inputs, last * inputs), [last - first, inputs]), ...weights },
        { output: tensor(output, [last - first, outputs]) },
      );
      await requireFinite(output, { checkpoint, tensors, what });
      into.set(output as typeof into, first * outputs);
    }
  };
}
