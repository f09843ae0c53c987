import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { memorySource, safetensorsBytes } from '../../test/memory-file.ts';
import type { Checkpoint } from './checkpoint.ts';
import { dequantizedCheckpoint } from './dequantized-checkpoint.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { readQuantization } from './quantization.ts';

const fixtures = join(import.meta.dirname, '../../test/fixtures/scaled');
const names = readdirSync(fixtures).filter((name) =>
  readdirSync(join(fixtures, name)).includes('expected.safetensors'),
);

const fileOf = (name: string, file: string) => readFileSync(join(fixtures, name, file));
const open = (bytes: Uint8Array) => openCheckpoint(memorySource({ 'model.safetensors': bytes }));
async function opened(name: string) {
  const quantization = readQuantization(JSON.parse(fileOf(name, 'config.json').toString()));
  assert.ok(quantization !== null);
  const checkpoint = dequantizedCheckpoint(await open(fileOf(name, 'model.safetensors')), quantization);
  return { checkpoint, expected: await open(fileOf(name, 'expected.safetensors')) };
}

const sameBits = (found: Float32Array, expected: Float32Array, what: string) => {
  assert.equal(found.length, expected.length, what);
  const at = found.findIndex((value, i) => !Object.is(value, expected[i]));
  assert.equal(at, -1, `${what}, element ${at}: ${found[at]} instead of ${expected[at]}`);
};

describe('scaled weights are those of the libraries that wrote them, to the last bit', () => {
  it('in every form', () => assert.ok(names.length >= 6));
  for (const name of names) {
    it(`${name}: whole, any rows, gathered rows`, async () => {
      const { checkpoint, expected } = await opened(name);
      assert.deepEqual([...checkpoint.tensors.keys()].sort(), [...expected.tensors.keys()].sort());
      let parameters = 0;
      for (const [tensor, { shape }] of expected.tensors) {
        assert.deepEqual(checkpoint.tensors.get(tensor)?.shape, shape);
        const all = await expected.read(tensor);
        parameters += all.length;
        sameBits(await checkpoint.read(tensor), all, tensor);
        const rowElements = all.length / shape[0];
        const step = Math.ceil(shape[0] / 12);
        for (let start = 0; start <= shape[0]; start += step) {
          for (let end = start; end <= shape[0]; end += step) {
            const into = new Float32Array((end - start) * rowElements);
            assert.equal(await checkpoint.read(tensor, { rows: [start, end], into }), into);
            sameBits(into, all.subarray(start * rowElements, end * rowElements), `${tensor} [${start}, ${end})`);
          }
        }
        if (shape.length !== 2) continue;
        for (const indices of [[], [shape[0] - 1, 1, 1, 0, shape[0] >> 1]]) {
          const rows = indices.flatMap((row) => [...all.subarray(row * rowElements, (row + 1) * rowElements)]);
          sameBits(await checkpoint.gatherRows(tensor, indices), Float32Array.from(rows), `${tensor} ${indices}`);
        }
      }
      assert.equal(checkpoint.parameters, parameters);
    });
  }
});

const f8 = { dtype: 'F8_E4M3', shape: [4, 6], data_offsets: [0, 24] };
const withScale = (scale: object, bytes: number) =>
  open(
    safetensorsBytes(
      { 'a.weight': f8, 'a.weight_scale_inv': { ...scale, data_offsets: [24, 24 + bytes] } },
      24 + bytes,
    ),
  );
const fp8 = { method: 'fp8', block: [2, 3] } as const;

describe('what does not fit', () => {
  it('a weight without its scale is there until it is read', async () => {
    const checkpoint = dequantizedCheckpoint(await open(safetensorsBytes({ 'a.weight': f8 }, 24)), fp8);
    await assert.rejects(checkpoint.read('a.weight'), { code: 'TENSOR_MISSING', message: /a\.weight_scale_inv/ });
    await assert.rejects(checkpoint.gatherRows('a.weight', [0]), { code: 'TENSOR_MISSING' });
  });

  for (const shape of [[3, 2], [2], [4, 4], [2, 2, 1], [0, 2]]) {
    it(`a scale of shape [${shape}] for a weight [4, 6]`, async () => {
      const bytes = 4 * shape.reduce((product, size) => product * size, 1);
      const stored = await withScale({ dtype: 'F32', shape }, bytes);
      assert.throws(() => dequantizedCheckpoint(stored, fp8), { code: 'TENSOR_SHAPE', message: /a\.weight_scale_inv/ });
    });
  }

  it('a zero point', async () => {
    const header = { 'a.weight': f8, 'a.weight_scale': { dtype: 'F32', shape: [1], data_offsets: [24, 28] } };
    const shift = { 'a.weight_zero_point': { dtype: 'F32', shape: [1], data_offsets: [28, 32] } };
    const stored = await open(safetensorsBytes({ ...header, ...shift }, 32));
    assert.throws(() => dequantizedCheckpoint(stored, fp8), {
      code: 'QUANTIZATION_UNSUPPORTED',
      message: /zero point/,
    });
  });

  it('blocks of MXFP4 without scales, or with scales of another shape', async () => {
    const blocks = { dtype: 'U8', shape: [2, 2, 16], data_offsets: [0, 64] };
    const mxfp4 = { method: 'mxfp4', block: null } as const;
    const alone = await open(safetensorsBytes({ w_blocks: blocks }, 64));
    assert.throws(() => dequantizedCheckpoint(alone, mxfp4), { code: 'TENSOR_MISSING', message: /w_scales/ });
    const scales = { dtype: 'U8', shape: [4], data_offsets: [64, 68] };
    const other = await open(safetensorsBytes({ w_blocks: blocks, w_scales: scales }, 68));
    assert.throws(() => dequantizedCheckpoint(other, mxfp4), { code: 'TENSOR_SHAPE', message: /w_blocks/ });
  });

  it('rows and room outside an unpacked tensor', async () => {
    const { checkpoint } = await opened('mxfp4');
    const name = 'experts.gate_up_proj';
    const outside: Parameters<Checkpoint['read']>[1][] = [
      { rows: [0, 4] },
      { rows: [-1, 1] },
      { rows: [2, 1] },
      { rows: [0.5, 1] },
      { into: new Float32Array(3) },
    ];
    for (const options of outside) await assert.rejects(checkpoint.read(name, options), { code: 'TENSOR_SHAPE' });
    await assert.rejects(checkpoint.gatherRows(name, [0]), { code: 'TENSOR_SHAPE' });
    await assert.rejects(checkpoint.read('absent'), { code: 'TENSOR_MISSING' });
  });
});

describe('readQuantization', () => {
  const group = (weights: object, more: object = {}) => ({
    quant_method: 'compressed-tensors',
    format: 'float-quantized',
    config_groups: { group_0: { weights: { type: 'float', num_bits: 8, strategy: 'channel', ...weights } } },
    ...more,
  });
  it('finds none', () => {
    for (const config of [{}, { quantization_config: null }]) assert.equal(readQuantization(config), null);
  });

  it('finds blocks', () => {
    const block = [128, 128];
    for (const declared of [
      { quant_method: 'fp8', weight_block_size: block },
      group({ strategy: 'block', block_structure: block }),
    ]) {
      assert.deepEqual(readQuantization({ quantization_config: declared })?.block, block);
    }
    assert.deepEqual(readQuantization({ quantization_config: { quant_method: 'fp8' } })?.block, block);
    const perTensor = { quant_method: 'fp8', weight_block_size: null };
    assert.deepEqual(readQuantization({ quantization_config: perTensor })?.block, null);
  });

  const refused: Record<string, unknown> = {
    'four bits of bitsandbytes': { quant_method: 'bitsandbytes', load_in_4bit: true },
    gptq: { quant_method: 'gptq', bits: 4 },
    'no method': {},
    'a list': [1],
    'a string': 'fp8',
    'integers of compressed-tensors': group({ type: 'int' }),
    'four bits of compressed-tensors': group({ num_bits: 4 }),
    'a zero point': group({ symmetric: false }),
    'another format': group({}, { format: 'pack-quantized' }),
    'sparse weights': group({}, { sparsity_config: { format: 'sparse-24-bitmask' } }),
    transforms: group({}, { transform_config: { config_groups: {} } }),
    'no groups': group({}, { config_groups: {} }),
    'groups without weights': group({}, { config_groups: { a: { weights: null } } }),
    'an unknown strategy': group({ strategy: 'tensor_group' }),
  };
  for (const [title, declared] of Object.entries(refused)) {
    it(`refuses ${title}`, () => {
      assert.throws(() => readQuantization({ quantization_config: declared }), { code: 'QUANTIZATION_UNSUPPORTED' });
    });
  }

  it('refuses other keys and odd blocks', () => {
    assert.throws(() => readQuantization({ quantization: { bits: 4 } }), { code: 'QUANTIZATION_UNSUPPORTED' });
    for (const weight_block_size of [[128], 128, [0, 128], [1.5, 2], ['a', 'b'], [2 ** 40, 1]]) {
      const quantization_config = { quant_method: 'fp8', weight_block_size };
      assert.throws(() => readQuantization({ quantization_config }), { code: 'CONFIG_INVALID' });
    }
  });
});
