import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memorySource, safetensorsBytes } from '../../test/memory-file.ts';
import { findNonFinite, hasNonFinite } from './non-finite.ts';
import { openCheckpoint } from './open-checkpoint.ts';

const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describe('hasNonFinite', () => {
  it('finds one at any place of any length', () => {
    for (const length of [1, 2, 3, 4, 5, 8, 17]) {
      for (let at = 0; at < length; at++) {
        for (const value of odd) assert.equal(hasNonFinite(new Float32Array(length).with(at, value)), true);
      }
    }
  });

  it('takes every finite number for what it is', () => {
    const max = 2 ** 127 * (2 - 2 ** -23);
    assert.equal(hasNonFinite(Float32Array.of(max, -max, 2 ** -149, -(2 ** -149), 0, -0, max, max)), false);
    assert.equal(hasNonFinite(new Float32Array(0)), false);
  });

  it('does not let two infinities cancel', () => {
    assert.equal(hasNonFinite(Float32Array.of(Number.POSITIVE_INFINITY, 0, Number.NEGATIVE_INFINITY)), true);
  });
});

describe('findNonFinite', () => {
  const rows = 3000;
  const cols = 2000; // 6 M elements: more than one chunk of 4 Mi
  const header = {
    ids: { dtype: 'I64', shape: [1], data_offsets: [0, 8] },
    scalar: { dtype: 'F32', shape: [], data_offsets: [8, 12] },
    w: { dtype: 'F32', shape: [rows, cols], data_offsets: [12, 12 + rows * cols * 4] },
    empty: { dtype: 'F32', shape: [0, 3], data_offsets: [12 + rows * cols * 4, 12 + rows * cols * 4] },
  };
  const open = (scalar: number, ...[at, value]: [number?, number?]) => {
    const bytes = Buffer.from(safetensorsBytes(header, 12 + rows * cols * 4));
    const start = bytes.byteLength - rows * cols * 4;
    bytes.writeFloatLE(scalar, start - 4);
    if (at !== undefined) bytes.writeFloatLE(value!, start + 4 * at);
    return openCheckpoint(memorySource({ 'model.safetensors': bytes }));
  };
  const names = ['ids', 'empty', 'w', 'scalar'];

  it('is null where all are finite', async () => {
    assert.equal(await findNonFinite(await open(1), names), null);
  });

  it('names tensor, place and value of the first, in the order given', async () => {
    const at = rows * cols - 3;
    assert.deepEqual(await findNonFinite(await open(1, at, Number.NEGATIVE_INFINITY), names), {
      tensor: 'w',
      index: at,
      value: Number.NEGATIVE_INFINITY,
    });
    assert.deepEqual(await findNonFinite(await open(Number.NaN), names), {
      tensor: 'scalar',
      index: 0,
      value: Number.NaN,
    });
  });

  it('throws for a tensor that is not there', async () => {
    await assert.rejects(findNonFinite(await open(1), ['absent']), { code: 'TENSOR_MISSING' });
  });
});
