import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import fc from 'fast-check';
import { fuzzCases } from '../../test/fuzz/cases.ts';
import { damage, damaged } from '../../test/fuzz/damaged-json.ts';
import { edit, edited } from '../../test/fuzz/edits.ts';
import { refusedByCode } from '../../test/fuzz/refused-by-code.ts';
import { memorySource } from '../../test/memory-file.ts';
import { openCheckpoint } from './open-checkpoint.ts';

const file = readFileSync(new URL('../../test/fixtures/safetensors/dtypes.safetensors', import.meta.url));
const headerBytes = Number(file.readBigUInt64LE(0));
const header = JSON.parse(file.subarray(8, 8 + headerBytes).toString());
const data = file.subarray(8 + headerBytes);
const codes = [
  'WEIGHTS_HEADER_INVALID',
  'WEIGHTS_TRUNCATED',
  'WEIGHTS_DTYPE_UNSUPPORTED',
  'WEIGHTS_MISSING',
  'TENSOR_MISSING',
];

const survives = (bytes: Uint8Array): Promise<boolean> =>
  refusedByCode(async () => {
    const checkpoint = await openCheckpoint(memorySource({ 'model.safetensors': bytes }));
    for (const [name, { sizeBytes }] of checkpoint.tensors) {
      assert.ok(sizeBytes <= bytes.byteLength, `${name} claims ${sizeBytes} bytes of ${bytes.byteLength}`);
      await refusedByCode(async () => void (await checkpoint.read(name)), codes);
    }
  }, codes);

it('a header with odd values in it is read or refused with a code', async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
      const text = Buffer.from(JSON.stringify(damaged(header, damages)));
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(text.byteLength));
      if (await survives(Buffer.concat([length, text, data]))) read++;
    }),
    { numRuns: Math.ceil(fuzzCases / 2) },
  );
  assert.ok(read > 0, 'some damage leaves a readable file');
});

it('a file with bytes changed is read or refused with a code', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      await survives(edited(file, edits));
    }),
    { numRuns: Math.ceil(fuzzCases / 2) },
  );
});
