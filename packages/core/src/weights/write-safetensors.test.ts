import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { writeSafetensors } from './write-safetensors.ts';

it('writeSafetensors rounds to the nearest even BF16, keeps NaN, aligns the data and refuses a wrong shape', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-write-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'x.safetensors');
  // 1 + 2^-8 lies halfway between 1 (even) and 1 + 2^-7; 1 + 3 2^-8 halfway to 1 + 2^-6 (even); the largest float rounds to infinity.
  const data = Float32Array.of(1, 1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -8 + 2 ** -20, Number.NaN, 3.4e38, -0);
  await writeSafetensors(path, [{ name: 'w', dtype: 'BF16', shape: [7], data: () => data }], { metadata: { a: 'b' } });
  const bytes = await readFile(path);
  const headerBytes = Number(bytes.readBigUInt64LE());
  assert.equal(headerBytes % 8, 0);
  assert.deepEqual(JSON.parse(bytes.subarray(8, 8 + headerBytes).toString()), {
    __metadata__: { a: 'b' },
    w: { dtype: 'BF16', shape: [7], data_offsets: [0, 14] },
  });
  const bits = Array.from({ length: 7 }, (_, i) => bytes.readUInt16LE(8 + headerBytes + 2 * i));
  assert.deepEqual(bits, [0x3f80, 0x3f80, 0x3f82, 0x3f81, 0x7fc0, 0x7f80, 0x8000]);
  await assert.rejects(writeSafetensors(path, [{ name: 'w', shape: [6], data }]), { code: 'STATS_SHAPE' });
});
