import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floatTensors } from '../../test/float-tensors.ts';
import { memorySource } from '../../test/memory-file.ts';
import { openCheckpoint } from '../weights/index.ts';
import { readUnitRows } from './unit-rows.ts';

test('weights come by unit from both layouts', async () => {
  const [inputs, outputs] = [70, 45]; // no multiples of the square that is transposed at once
  const value = (unit: number, input: number) => 100 * unit + input;
  const inOut = Float32Array.from({ length: inputs * outputs }, (_, i) => value(i % outputs, Math.floor(i / outputs)));
  const outIn = Float32Array.from({ length: inputs * outputs }, (_, i) => value(Math.floor(i / inputs), i % inputs));
  const checkpoint = await openCheckpoint(
    memorySource({
      'model.safetensors': floatTensors({ a: [[inputs, outputs], inOut], b: [[outputs, inputs], outIn] }),
    }),
  );
  assert.deepEqual(await readUnitRows(checkpoint, { tensor: 'a', layout: 'in-out' }), outIn);
  assert.deepEqual(await readUnitRows(checkpoint, { tensor: 'b', layout: 'out-in' }), outIn);
  assert.deepEqual(
    await readUnitRows(checkpoint, { tensor: 'b', layout: 'out-in', rows: [2, 5] }),
    outIn.slice(2 * inputs, 5 * inputs),
  );
});
