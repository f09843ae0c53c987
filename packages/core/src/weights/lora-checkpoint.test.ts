import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floatTensors } from '../../test/float-tensors.ts';
import { memorySource } from '../../test/memory-file.ts';
import { parseAdapterConfig } from './adapter-config.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type LoraCheckpointOptions, loraCheckpoint } from './lora-checkpoint.ts';
import { findNonFinite } from './non-finite.ts';
import { openCheckpoint } from './open-checkpoint.ts';

type Tensors = Parameters<typeof floatTensors>[0];

let state = 1;
/** Numbers in [-1, 1) that differ; the same in each run. */
function noise(...shape: number[]): readonly [number[], Float32Array] {
  const count = shape.reduce((product, size) => product * size, 1);
  const elements = Float32Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return state / 2 ** 30 - 1;
  });
  return [shape, elements];
}

const open = (tensors: Tensors): Promise<Checkpoint> =>
  openCheckpoint(memorySource({ 'model.safetensors': floatTensors(tensors) }));

const prefix = 'base_model.model.';

/** The definition of a matrix product. */
const product: LoraCheckpointOptions['product'] = async ({ a, b, m, k, n }) =>
  Float32Array.from({ length: m * n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += a[Math.floor(i / n) * k + j] * b[j * n + (i % n)];
    return sum;
  });

async function lora({
  base,
  adapter,
  config = {},
  ...options
}: { base: Tensors; adapter: Tensors; config?: object } & Partial<
  Pick<LoraCheckpointOptions, 'layouts' | 'tiedEmbedding'>
>): Promise<Checkpoint> {
  const named = Object.fromEntries(Object.entries(adapter).map(([name, tensor]) => [prefix + name, tensor]));
  const whole = { peft_type: 'LORA', r: 5, lora_alpha: 10, target_modules: ['q'], ...config };
  return loraCheckpoint({
    ...{
      base: await open(base),
      adapter: await open(named),
      layouts: new Map(),
      tiedEmbedding: null,
      product,
    },
    config: parseAdapterConfig(JSON.stringify(whole)),
    ...options,
  });
}

/** W + scale B A in float64, entry by entry: [outputs, inputs]. */
function merged(
  w: (output: number, input: number) => number,
  { a, b, rank, scale }: { a: Float32Array; b: Float32Array; rank: number; scale: number },
) {
  const inputs = a.length / rank;
  return (output: number, input: number) => {
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += b[output * rank + k] * a[k * inputs + input];
    return w(output, input) + scale * sum;
  };
}

for (const layout of ['out-in', 'in-out'] as const) {
  for (const [inputs, outputs] of [
    [7, 4],
    [6, 6],
  ]) {
    test(`${layout}, ${inputs} inputs, ${outputs} outputs: whole, ranges and rows are W + scale B A`, async () => {
      const [shape, elements] = layout === 'out-in' ? noise(outputs, inputs) : noise(inputs, outputs);
      const a = noise(5, inputs);
      const b = noise(outputs, 5);
      const name = 'model.layers.0.q.weight';
      const model = await lora({
        base: { [name]: [shape, elements] },
        adapter: { 'model.layers.0.q.lora_A.weight': a, 'model.layers.0.q.lora_B.weight': b },
        layouts: new Map([[name, layout]]),
      });
      const [rows, cols] = shape;
      const at = (row: number, col: number) => elements[row * cols + col];
      const expected = merged(layout === 'out-in' ? at : (output, input) => at(input, output), {
        ...{ a: a[1], b: b[1], rank: 5, scale: 2 },
      });
      const entry = (row: number, col: number) => (layout === 'out-in' ? expected(row, col) : expected(col, row));
      const check = (found: Float32Array, indices: number[]) => {
        assert.equal(found.length, indices.length * cols);
        for (const [i, row] of indices.entries()) {
          // One rounding to float32 of numbers below 16.
          for (let col = 0; col < cols; col++) assert.ok(Math.abs(found[i * cols + col] - entry(row, col)) < 1e-6);
        }
      };
      check(await model.read(name), [...Array(rows).keys()]);
      check(await model.read(name, { rows: [1, 3] }), [1, 2]);
      const into = new Float32Array(2 * cols).fill(Number.NaN);
      assert.equal(await model.read(name, { rows: [rows - 2, rows], into }), into);
      check(into, [rows - 2, rows - 1]);
      check(await model.gatherRows(name, [3, 0, 3]), [3, 0, 3]);
      assert.equal((await model.read(name, { rows: [2, 2] })).length, 0);
    });
  }
}

test('a square matrix of unknown layout is taken as the adapter states it', async () => {
  const name = 'layers.0.q.weight';
  const parts = { 'layers.0.q.lora_A.weight': noise(5, 3), 'layers.0.q.lora_B.weight': noise(3, 5) };
  const base = { [name]: [[3, 3], new Float32Array(9)] as const };
  const [plain, transposed] = await Promise.all(
    [false, true].map(async (fan) =>
      (await lora({ base, adapter: parts, config: { fan_in_fan_out: fan } })).read(name),
    ),
  );
  for (let i = 0; i < 9; i++) assert.equal(plain[i], transposed[(i % 3) * 3 + Math.floor(i / 3)]);
});

const w = noise(4, 3);
const q = { base: { 'layers.0.q.weight': w }, a: noise(5, 3), b: noise(4, 5) };
const update = { 'layers.0.q.lora_A.weight': q.a, 'layers.0.q.lora_B.weight': q.b };

test('what does not fit is refused before a tensor is read, with the name', async () => {
  const cases: [what: Parameters<typeof lora>[0], message: RegExp][] = [
    [{ base: q.base, adapter: update, config: { r: 4 } }, /shape \[5,3\], rank 4 over .* needs \[4,3\]/],
    [{ base: q.base, adapter: { ...update, 'layers.0.q.lora_A.weight': noise(5, 2) } }, /shape \[5,2\]/],
    [{ base: q.base, adapter: { ...update, 'layers.0.q.lora_B.weight': noise(40, 5) } }, /shape \[40,5\]/],
    [{ base: q.base, adapter: { ...update, 'layers.0.q.lora_A.weight': noise(15) } }, /shape \[15\]/],
    [{ base: q.base, adapter: { 'layers.0.q.lora_A.weight': q.a } }, /both halves/],
    [{ base: q.base, adapter: update, config: { target_modules: ['k'] } }, /none of target_modules/],
    [{ base: q.base, adapter: {}, config: { target_modules: ['k'] } }, /match no module of the base/],
    [{ base: q.base, adapter: {} }, /no tensors of its target_modules/],
    [{ base: { ...q.base, 'layers.1.q.weight': w }, adapter: update }, /no tensors of "layers.1.q"/],
    [{ base: { 'layers.1.k.weight': w }, adapter: update }, /no weight of "layers.0.q"/],
    [{ base: { 'layers.0.q.weight': noise(4) }, adapter: update }, /shape/],
    [{ base: q.base, adapter: { ...update, 'layers.0.q.lora_B.bias': noise(4) } }, /no bias of "layers.0.q"/],
    [
      { base: { ...q.base, 'layers.0.q.bias': noise(4) }, adapter: { ...update, 'layers.0.q.lora_B.bias': noise(3) } },
      /lora_B.bias" has shape \[3\]/,
    ],
    [
      { base: { ...q.base, n: noise(1), 'norm.weight': noise(3) }, adapter: { ...update, 'norm.weight': noise(4) } },
      /copy of "norm.weight" has shape \[4\]/,
    ],
    [{ base: q.base, adapter: { ...update, nothing: noise(2) } }, /of no module/],
  ];
  for (const [what, message] of cases) await assert.rejects(lora(what), { code: 'ADAPTER_INVALID', message });
});

test('tensors of other kinds of adapter are refused by name', async () => {
  for (const name of ['layers.0.q.lora_magnitude_vector', 'layers.0.q.lora_A.default.weight', 'layers.0.q.lora_E']) {
    await assert.rejects(lora({ base: q.base, adapter: { ...update, [name]: noise(4) } }), {
      code: 'ADAPTER_UNSUPPORTED',
      message: new RegExp(name),
    });
  }
});

test('a NaN in the adapter is found in the tensor that it reaches', async () => {
  const a = noise(5, 3);
  a[1][7] = Number.NaN;
  const model = await lora({ base: q.base, adapter: { ...update, 'layers.0.q.lora_A.weight': a } });
  const found = await findNonFinite(model, model.tensors.keys());
  assert.equal(found?.tensor, 'layers.0.q.weight');
});

test('of the half that goes with the rows, only the rows asked for are read', async () => {
  const base = await open({ 'layers.0.q.weight': noise(400, 3) });
  const adapter = await open({
    [`${prefix}layers.0.q.lora_A.weight`]: noise(5, 3),
    [`${prefix}layers.0.q.lora_B.weight`]: noise(400, 5),
  });
  const read: number[] = [];
  const counted: Checkpoint = {
    ...adapter,
    read: async (name, options) => {
      const elements = await adapter.read(name, options);
      read.push(elements.length);
      return elements;
    },
  };
  const config = parseAdapterConfig(JSON.stringify({ peft_type: 'LORA', r: 5, target_modules: ['q'] }));
  const model = loraCheckpoint({
    base,
    adapter: counted,
    config,
    layouts: new Map(),
    tiedEmbedding: null,
    product,
  });
  await model.read('layers.0.q.weight', { rows: [10, 12] });
  assert.deepEqual(read.sort(), [10, 15]);
});

test('an adapted embedding leaves a tied head alone; an embedding left alone stays tied', async () => {
  const embedding = 'model.embed.weight';
  const base = { [embedding]: noise(6, 3), 'model.layers.0.q.weight': w };
  const updateOfQ = { 'model.layers.0.q.lora_A.weight': q.a, 'model.layers.0.q.lora_B.weight': q.b };
  const tied = await lora({ base, adapter: updateOfQ, tiedEmbedding: embedding });
  assert.ok(!tied.tensors.has('lm_head.weight'));
  const model = await lora({
    ...{ base, tiedEmbedding: embedding, config: { target_modules: ['q', 'embed'] } },
    adapter: {
      ...updateOfQ,
      'model.embed.lora_embedding_A': noise(5, 6),
      'model.embed.lora_embedding_B': noise(3, 5),
    },
  });
  assert.deepEqual([...(await model.read('lm_head.weight'))], [...base[embedding][1]]);
  assert.notDeepEqual([...(await model.read(embedding))], [...base[embedding][1]]);
  assert.equal(model.parameters, 6 * 3 + 4 * 3);
});
