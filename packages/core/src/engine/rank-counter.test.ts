import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { floatTensors } from '../../test/float-tensors.ts';
import { memorySource } from '../../test/memory-file.ts';
import type { HeadSpec, ModelSpec } from '../architectures/index.ts';
import { plainEmbedding, plainHead } from '../architectures/plain.ts';
import { openCheckpoint } from '../weights/index.ts';
import { headLoss } from './head-loss.ts';
import { hiddenStatesOf } from './hidden-states.ts';
import { type ComputeDtype, deviceFor } from './provider.ts';
import { openSessions } from './session.ts';

const wave = (length: number, step: number, size = 1) =>
  Float32Array.from({ length }, (_, i) => size * Math.sin(step * (i + 1)));

interface Head {
  vocabSize: number;
  width: number;
  /** [vocabSize, width] */
  weight: Float32Array;
  /** [vocabSize] */
  bias?: Float32Array;
  scale?: number;
  softCap?: number;
}

interface RanksOptions {
  /** [targets.length, width] */
  hidden: Float32Array;
  targets: Int32Array;
  dtype?: ComputeDtype;
  chunkRows?: number;
}

/** Ranks and losses of the engine; losses without ranks must be the same bits. */
async function ranksOf(
  { vocabSize, width, weight, bias, scale = 1, softCap = null as never }: Head,
  { hidden, targets, dtype = 'float32', chunkRows }: RanksOptions,
): Promise<Int32Array> {
  const head: HeadSpec = { ...plainHead, tensor: 'weight', tied: true, bias: bias ? 'bias' : null, scale, softCap };
  const spec: ModelSpec = {
    ...{
      ...plainEmbedding,
      modelType: 'test',
      hiddenSize: width,
      embeddingSize: width,
      vocabSize,
      contextLength: 4096,
    },
    ...{ tokenEmbedding: 'weight', blocks: [], finalNorm: null, head },
  };
  const checkpoint = await openCheckpoint(
    memorySource({
      'model.safetensors': floatTensors({
        weight: [[vocabSize, width], weight],
        ...(bias && { bias: [[vocabSize], bias] }),
      }),
    }),
  );
  const sessions = openSessions(deviceFor({ provider: 'cpu', computeDtype: dtype }));
  const states = () => {
    const values = { float16: Float16Array, float32: Float32Array, float64: Float64Array }[dtype].from(hidden);
    return hiddenStatesOf(values, { rows: targets.length, width });
  };
  try {
    const ranksInto = new Int32Array(targets.length);
    const shared = { checkpoint, spec, sessions, targets, chunkRows };
    const { losses } = await headLoss({ ...shared, hidden: states(), ranksInto });
    assert.deepEqual(losses, (await headLoss({ ...shared, hidden: states() })).losses);
    return ranksInto;
  } finally {
    await sessions.close();
  }
}

/** By the definition, with rows of logits in double precision; logits within `tolerance` may stand in either order. */
function allowedRanks(head: Head, { hidden, targets, tolerance }: RanksOptions & { tolerance: number }) {
  const { vocabSize, width, weight, bias, scale = 1, softCap } = head;
  return Array.from(targets, (target, row) => {
    const logits = Array.from({ length: vocabSize }, (_, v) => {
      let product = bias?.[v] ?? 0;
      for (let j = 0; j < width; j++) product += hidden[row * width + j] * weight[v * width + j];
      return softCap === undefined ? scale * product : softCap * Math.tanh((scale * product) / softCap);
    });
    const above = (by: number) => 1 + logits.filter((logit, v) => v !== target && logit - logits[target] > by).length;
    return [above(tolerance), above(-tolerance)] as const;
  });
}

const vocabSize = 61;
const width = 12;
const rows = 1100; // more than one product takes
const weight = wave(vocabSize * width, 1.7, 2);
const hidden = wave(rows * width, 0.37);
const targets = Int32Array.from({ length: rows }, (_, row) => (row * 11) % vocabSize);
const heads: Record<string, Head> = {
  plain: { vocabSize, width, weight },
  'with bias': { vocabSize, width, weight, bias: wave(vocabSize, 0.9, 3) },
  scaled: { vocabSize, width, weight, scale: 0.0625 },
  'soft-capped': { vocabSize, width, weight, softCap: 5 },
  'scaled, capped, with bias': { vocabSize, width, weight, bias: wave(vocabSize, 0.9), scale: 3, softCap: 8 },
};

for (const [name, head] of Object.entries(heads)) {
  describe(`a head that is ${name}`, () => {
    // Halves: logits of up to 16 are multiples of 1/128, and those of the caps are rounded after each operator.
    for (const [dtype, tolerance] of [
      ['float64', 1e-12],
      ['float32', 1e-5],
      ['float16', 0.04],
    ] as const) {
      test(`ranks by its logits, whatever the chunks, in ${dtype}`, async () => {
        const halved = (values: Float32Array) => Float32Array.from(values, Math.f16round);
        const given =
          dtype === 'float16'
            ? { ...head, weight: halved(weight), ...(head.bias && { bias: halved(head.bias) }) }
            : head;
        const options = { hidden: dtype === 'float16' ? halved(hidden) : hidden, targets };
        const allowed = allowedRanks(given, { ...options, tolerance });
        let undecided = 0;
        for (const chunkRows of [1, 10, 60, 61, 1000]) {
          const ranks = await ranksOf(given, { ...options, dtype, chunkRows });
          for (const [row, [lowest, highest]] of allowed.entries()) {
            assert.ok(
              ranks[row] >= lowest && ranks[row] <= highest,
              `row ${row}: ${ranks[row]} not in ${lowest}..${highest}`,
            );
            if (lowest !== highest) undecided++;
          }
        }
        if (dtype !== 'float16') assert.ok(undecided < 0.01 * 5 * rows, `${undecided} rows are undecided`);
      });
    }
  });
}

/** Widely spread, the same each time. */
function spread(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) ** 5 * 3;
  });
}

test('tokens with equal rows rank alike, and none above itself, where rounding is large', async () => {
  // One large feature, as trained models have it: partial sums far above what is left of them.
  const [width, distinct, copies, rows] = [128, 5, 40, 600];
  const [first, hidden] = [spread(distinct * width, 1), spread(rows * width, 2)];
  for (let row = 0; row < rows; row++) hidden[row * width] = 300;
  const weight = new Float32Array(distinct * copies * width);
  for (let v = 0; v < distinct * copies; v++) {
    weight.set(first.subarray((v % distinct) * width, ((v % distinct) + 1) * width), v * width);
  }
  const head = { vocabSize: distinct * copies, width, weight };
  const targets = Int32Array.from({ length: rows }, (_, row) => (row * 7) % head.vocabSize);
  for (const dtype of ['float32', 'float64'] as const) {
    for (const chunkRows of [1, 7, 200]) {
      const ranks = await ranksOf(head, { hidden, targets, dtype, chunkRows });
      const allowed = allowedRanks(head, { hidden, targets, tolerance: 1e-3 });
      for (const [row, rank] of ranks.entries()) {
        const [lowest, highest] = allowed[row];
        // its copies are within the tolerance, and are ties all the same
        assert.equal(highest, lowest + copies - 1);
        assert.equal(rank, lowest, `row ${row}`);
      }
    }
  }
});

test('the target is never above itself: where its product is off by more than is tolerated too', async () => {
  const [width, vocabSize, rows] = [128, 300, 1000];
  const weight = spread(vocabSize * width, 3);
  const hidden = spread(rows * width, 4);
  for (let row = 0; row < rows; row++) hidden[row * width] = 300;
  // The likeliest token of each row, by far or by little
  const targets = Int32Array.from({ length: rows }, (_, row) => {
    let [best, at] = [Number.NEGATIVE_INFINITY, 0];
    for (let v = 0; v < vocabSize; v++) {
      let logit = 0;
      for (let j = 0; j < width; j++) logit += hidden[row * width + j] * weight[v * width + j];
      if (logit > best) [best, at] = [logit, v];
    }
    return at;
  });
  for (const dtype of ['float64', 'float32', 'float16'] as const) {
    const head = { vocabSize, width, weight };
    const ranks = await ranksOf(head, { hidden, targets, dtype });
    if (dtype !== 'float16') assert.deepEqual(new Set(ranks), new Set([1]), dtype);
    assert.ok(ranks.every((rank) => rank >= 1));
  }
});
