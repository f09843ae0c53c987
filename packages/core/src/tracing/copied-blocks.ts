import type { MlpSpec } from '../architectures/index.ts';
import type { BlockResult, StatisticResult } from '../results/index.ts';
import type { BlockPair } from './block-pair.ts';
import { denseMlp } from './dense-mlp.ts';
import type { ComparedFeatures } from './match-units.ts';
import type { TraceRun } from './trace-run.ts';
import type { TracedModel } from './traced-model.ts';

/** Cosines of the up projections of two blocks of one model, as matrices; 0 where their sizes differ. */
export interface BlockLikeness {
  base(block: number, other: number): number;
  model(block: number, other: number): number;
}

/**
 * Two pairs of blocks repeat one comparison where the blocks are copies of each other in both models: similarities of units are
 * then the same numbers twice, and their correlation is the product of the two cosines. Simulated on 48 and 128 units of 64
 * Gaussian weights, the correlation of the two rho is 1 for copies, 0.3 at a product of 0.8 and at most 0.1 at 0.5. Blocks of one
 * trained model that are no copies had cosines of at most 0.28.
 */
const leastProduct = 0.5;
/** From this cosine on two blocks of one model are related. */
const leastCosine = 0.5;

/** Marks blocks that repeat the comparison of one before them (`copyOf`). The first of them stands for all, whatever they gave. */
export function markCopies(blocks: readonly BlockResult[], likeness: BlockLikeness): BlockResult[] {
  const counted: BlockPair[] = [];
  return blocks.map((block) => {
    const before = counted.find((one) => {
      const inBase = likeness.base(one.baseBlock, block.baseBlock);
      return inBase >= leastProduct && inBase * likeness.model(one.block, block.block) >= leastProduct;
    });
    if (before !== undefined) return { ...block, copyOf: before.block };
    counted.push(block);
    return block;
  });
}

/**
 * Pairs of other blocks that may serve as negative controls: not those of which one block is a copy, in its own model, of the
 * other's partner.
 */
export function withoutCopies(
  controls: readonly BlockResult[],
  pairs: readonly BlockPair[],
  likeness: BlockLikeness,
): BlockResult[] {
  const ofBlock = new Map(pairs.map((pair) => [pair.block, pair.baseBlock]));
  const ofBaseBlock = new Map(pairs.map((pair) => [pair.baseBlock, pair.block]));
  return controls.filter(({ block, baseBlock }) => {
    const [baseBlockOfIt, blockOfIt] = [ofBlock.get(block), ofBaseBlock.get(baseBlock)];
    return (
      (baseBlockOfIt === undefined || likeness.base(baseBlockOfIt, baseBlock) < leastCosine) &&
      (blockOfIt === undefined || likeness.model(blockOfIt, block) < leastCosine)
    );
  });
}

export const isCounted = ({ copyOf }: Pick<BlockResult, 'copyOf'>): boolean => copyOf === undefined;

/** What the result says of them; nothing where there are none. */
export function copiesOf(blocks: readonly BlockResult[]): Pick<StatisticResult, 'copies'> {
  const counted = blocks.filter(isCounted).length;
  if (counted === blocks.length) return {};
  return {
    copies: {
      counted,
      rule:
        'Pairs of blocks that are copies of an earlier pair in both models (product of the cosines of their up projections, in the base ' +
        `and in the model, at least ${leastProduct}) repeat its comparison: they are listed, and not counted in the combined p-value`,
    },
  };
}

/** Rows of each up projection, as it is stored, that are looked at: copies are copies as a whole, and others differ in any 32. */
const rowsOfSketch = 32;

type Sketches = Record<'base' | 'model', Map<number, Float32Array>>;

const sketchesOf = (run: TraceRun): Promise<Sketches> =>
  run.once('sketches of blocks', async () => ({ base: new Map(), model: new Map() }));

/**
 * Keeps what is looked at of two blocks whose up projections were read, so that it is not read again.
 * @param weights  `storedIncomingWeights` of either
 */
export async function keepSketches(
  run: TraceRun,
  { baseBlock, block }: BlockPair,
  weights: Record<'base' | 'model', ComparedFeatures>,
): Promise<void> {
  const sketches = await sketchesOf(run);
  sketches.base.set(baseBlock, sketchOf(weights.base, denseMlp(run.base.spec, baseBlock)));
  sketches.model.set(block, sketchOf(weights.model, denseMlp(run.model.spec, block)));
}

/** @param weights  unit-major: [units, d] */
function sketchOf({ data, units, width }: ComparedFeatures, { up }: MlpSpec): Float32Array {
  if (up.layout === 'out-in') return Float32Array.from(data.subarray(0, rowsOfSketch * width));
  const rows = Math.min(rowsOfSketch, width);
  return Float32Array.from({ length: rows * units }, (_, i) => data[(i % units) * width + Math.floor(i / units)]);
}

async function readSketch({ checkpoint, spec }: TracedModel, block: number): Promise<Float32Array> {
  const { up } = denseMlp(spec, block);
  const [first, end] = up.rows ?? [0, checkpoint.tensors.get(up.tensor)!.shape[0]];
  return checkpoint.read(up.tensor, { rows: [first, Math.min(end, first + rowsOfSketch)] });
}

/** How much blocks of the run's two models resemble others of the same model. */
export function blockLikeness(run: TraceRun): Promise<BlockLikeness> {
  const { isSearched, blocks, pairs } = run;
  return run.once('likeness of blocks', async () => {
    const [base, model] = await Promise.all([
      likenessOf(run, 'base', isSearched ? blocks.base : pairs.map(({ baseBlock }) => baseBlock)),
      likenessOf(run, 'model', isSearched ? blocks.model : pairs.map(({ block }) => block)),
    ]);
    return { base, model };
  });
}

async function likenessOf(
  run: TraceRun,
  side: 'base' | 'model',
  blocks: readonly number[],
): Promise<BlockLikeness['model']> {
  if (blocks.length < 2) return () => 0;
  const { [side]: sketches } = await sketchesOf(run);
  const missing = blocks.filter((block) => !sketches.has(block));
  await Promise.all(missing.map(async (block) => sketches.set(block, await readSketch(run[side], block))));
  return (block, other) => cosine(sketches.get(block)!, sketches.get(other)!);
}

/** Blocks that were compared one to one, and their negative controls, with what copies of layers take from either. */
export async function withCopies(
  run: TraceRun,
  { blocks, controls }: { blocks: readonly BlockResult[]; controls: readonly BlockResult[] },
): Promise<{ blocks: BlockResult[]; controls: BlockResult[] }> {
  const likeness = await blockLikeness(run);
  return { blocks: markCopies(blocks, likeness), controls: withoutCopies(controls, blocks, likeness) };
}

/** 0 where the lengths differ, or all numbers of one are 0. */
export function cosine(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) return 0;
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xx += x[i] * x[i];
    yy += y[i] * y[i];
    xy += x[i] * y[i];
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}
