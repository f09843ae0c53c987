import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type CalibrationReport, runCalibration } from '@model-trace/core/evaluation';
import { statistics } from '@model-trace/core/tracing';
import { nullSummary } from '../src/tracing/calibration/null-summary.ts';
import { member } from './evasion/family.ts';
import { writeModelData } from './evasion/model-data.ts';
import { blocksOf } from './evasion/transformations.ts';

const docs = new URL('../../../docs/calibration/', import.meta.url);

/** Null distributions that are committed: docs/calibration/README.md says how they were made. */
const committed = readdirSync(docs, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(new URL(`${name}/`, docs)).map((file) => `${name}/${file}`))
  .filter((file) => file.endsWith('.json'))
  .map((file): [string, CalibrationReport] => [file, JSON.parse(readFileSync(new URL(file, docs), 'utf8'))]);

test('the registry says of each statistic what its null distributions say', () => {
  for (const { variants } of Object.values(statistics)) {
    for (const { statistic, variant, calibration } of variants) {
      const blocks = committed.flatMap(([, one]) => (one.variant === variant ? one.blocks : []));
      if (blocks.length === 0) {
        // It may rest on what others measured, and then says where.
        assert.notEqual(calibration?.source, 'docs/calibration', `${statistic} ${variant}: nothing is committed there`);
        continue;
      }
      const rejected = blocks.filter(({ log10PValue }) => log10PValue < -3).length;
      assert.ok(calibration !== undefined, `${statistic} ${variant} was calibrated, and does not say so`);
      assert.equal(calibration.blockPairs, blocks.length, `${statistic} ${variant}`);
      assert.ok(Math.abs(calibration.rejectionRate - rejected / blocks.length) < 5e-5, `${statistic} ${variant}`);
    }
  }
});

test('what committed null distributions sum up follows from their pairs of blocks', () => {
  assert.ok(committed.length >= 6);
  for (const [file, { blocks, pairs, summary }] of committed) {
    const cluster = (one: { a: string; b: string }) => pairs.findIndex(({ a, b }) => a === one.a && b === one.b);
    const of = (some: typeof blocks) => nullSummary(some.map((one) => ({ ...one, cluster: cluster(one) })));
    const same = ({ blockOfA, blockOfB }: { blockOfA: number; blockOfB: number }) => blockOfA === blockOfB;
    for (const [name, some] of [
      ['all', blocks],
      ['sameDepth', blocks.filter(same)],
      ['otherDepth', blocks.filter((one) => !same(one))],
    ] as const) {
      const [now, then] = [of(some), summary[name]!];
      assert.deepEqual(
        now.rejections.map(({ rejected }) => rejected),
        then.rejections.map(({ rejected }) => rejected),
        `${file} ${name}`,
      );
      assert.ok(Math.abs(now.kolmogorovSmirnov.d - then.kolmogorovSmirnov.d) < 1e-5, `${file} ${name}`);
      assert.ok(Math.abs(now.meanAgreeing - then.meanAgreeing) < 1e-5, `${file} ${name}`);
    }
  }
});

test('committed null distributions are what calibrate gives, where the models are in the repository', async () => {
  const fixtures = ['gpt2', 'llama'].map((kind) =>
    ['base', 'control'].map((name) => fileURLToPath(new URL(`fixtures/evasion/${kind}-${name}`, import.meta.url))),
  );
  for (const [i, kind] of ['gpt2', 'llama'].entries()) {
    for (const statistic of ['csu', 'match'] as const) {
      const report = await runCalibration({
        ...{ ids: fixtures[i], related: [], statistic, provider: 'cpu', codeCommit: null },
        models: { roots: null, cacheDir: fixtures[i][0], cacheMaxBytes: 0 },
      });
      const [, kept] = committed.find(([file]) => file === `${kind}/${statistic}.json`)!;
      const wanted = kept.blocks.filter(({ a, b }) => a === `${kind}-base` && b === `${kind}-control`);
      assert.equal(report.blocks.length, 9);
      for (const [j, block] of report.blocks.entries()) {
        assert.deepEqual([block.blockOfA, block.blockOfB], [wanted[j].blockOfA, wanted[j].blockOfB]);
        // Another machine adds in another order: a unit or two of 256 may be matched otherwise.
        assert.ok(
          Math.abs(block.rho - wanted[j].rho) < 0.02,
          `${kind} ${statistic}: ${block.rho}, there ${wanted[j].rho}`,
        );
      }
    }
  }
});

test('models of different depth: every pair of blocks once, and none chosen by its p-value', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'calibration-'));
  t.after(() => rm(folder, { recursive: true }));
  const short = join(folder, 'short');
  await writeModelData(short, blocksOf(await member('gpt2-control'), [2, 0]));
  const base = fileURLToPath(new URL('fixtures/evasion/gpt2-base', import.meta.url));
  const whole = fileURLToPath(new URL('fixtures/evasion/gpt2-control', import.meta.url));
  const calibrated = (ids: string[]) =>
    runCalibration({
      ...{ ids, related: [], statistic: 'csu', provider: 'cpu', codeCommit: null },
      models: { roots: null, cacheDir: folder, cacheMaxBytes: 0 },
    });
  const [{ blocks }, { blocks: all }] = [await calibrated([base, short]), await calibrated([base, whole])];
  assert.equal(new Set(blocks.map(({ blockOfA, blockOfB }) => `${blockOfA} ${blockOfB}`)).size, 6);
  assert.equal(blocks.length, 6);
  for (const { blockOfA, blockOfB, rho } of blocks) {
    const original = all.find((one) => one.blockOfA === blockOfA && one.blockOfB === [2, 0][blockOfB])!;
    assert.equal(rho, original.rho, `${blockOfA}:${blockOfB}`);
  }
});
