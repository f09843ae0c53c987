import type { BlockPair } from '../block-pair.ts';
import { boundedTasks } from '../bounded-tasks.ts';
import { denseMlp } from '../dense-mlp.ts';
import { matchUnits, type UnitFeatures } from '../match-units.ts';
import { gateWeights, incomingWeights, outgoingWeights } from '../mlp-weights.ts';
import { seededRandom } from '../seeded-random.ts';
import type { TraceRun } from '../trace-run.ts';
import type { TracedModel } from '../traced-model.ts';

export interface UnitsMatching extends BlockPair {
  /** [m] unit of the model that is matched to each one of the base. */
  order: Int32Array;
  tieGap: number;
}

/**
 * The permutation of the hidden units of each block that makes the model's MLP most like the base's: all weights of a unit, into
 * it (gate and up) and out of it, as one vector, matched by the sum of cosines. The streams must have common coordinates.
 * @throws TRACE_MLP_UNSUPPORTED, TRACE_DEGENERATE
 */
export async function matchHiddenUnits(run: TraceRun): Promise<UnitsMatching[]> {
  const { base, model, pairs, pool, seed, signal, countOf } = run;
  const finished = countOf('align', pairs.length);
  const matchings: UnitsMatching[] = [];
  const tasks = boundedTasks(pool.size + 1);
  for (const [index, pair] of pairs.entries()) {
    signal.throwIfAborted();
    await tasks.start(async () => {
      const [a, b] = await Promise.all([allWeights(base, pair.baseBlock), allWeights(model, pair.block)]);
      const random = seededRandom(seed, 'align', pair.block);
      const { permutation, tieGap } = await matchUnits({ a, b, metric: 'cosine', pool, random, signal });
      matchings[index] = { ...pair, order: permutation, tieGap };
      finished();
    });
  }
  await tasks.drain();
  return matchings;
}

/** [units, 3 d] of a gated MLP, [units, 2 d] of a plain one. */
async function allWeights(model: TracedModel, block: number): Promise<UnitFeatures> {
  const { kind } = denseMlp(model.spec, block);
  const parts = await Promise.all([
    incomingWeights(model, block),
    outgoingWeights(model, block),
    ...(kind === 'gated' ? [gateWeights(model, block)] : []),
  ]);
  const [{ units }] = parts;
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const data = new Float64Array(units * width);
  let offset = 0;
  for (const part of parts) {
    for (let unit = 0; unit < units; unit++) {
      data.set(part.data.subarray(unit * part.width, (unit + 1) * part.width), unit * width + offset);
    }
    offset += part.width;
  }
  return { data, units, width, layout: 'unit-major' };
}
