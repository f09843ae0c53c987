import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { featureStore } from './feature-store.ts';
import type { UnitFeatures } from './match-units.ts';

const features = (values: number[]): UnitFeatures => ({
  data: Float64Array.from(values),
  units: 2,
  width: values.length / 2,
  layout: 'unit-major',
});

test('features come back to the last bit, from memory and from files, single precision or double', async (t) => {
  const spillDir = await mkdtemp(join(tmpdir(), 'model-trace-features-'));
  t.after(() => rm(spillDir, { recursive: true, force: true }));
  const put = [
    [features([1, 2, 3, 4])],
    [features([0.1, -0, 1 / 3, Number.MIN_VALUE]), features([5, 6])],
    [features([Math.fround(0.1), -0, 7, 8])],
  ];
  for (const maxBytes of [0, 4 * 8, 1e6]) {
    const store = featureStore({ maxBytes, spillDir });
    for (const [block, views] of put.entries()) await store.put(block, views);
    for (const [block, views] of put.entries()) assert.deepEqual(await store.get(block), views);
    await store.close();
    assert.deepEqual(await readdir(spillDir), []);
  }
});

test('a folder that is not there has a code', async () => {
  const store = featureStore({ maxBytes: 0, spillDir: '/nowhere/at/all' });
  await assert.rejects(store.put(0, [features([1, 2])]), { code: 'SPILL_FAILED' });
  await store.close();
});
