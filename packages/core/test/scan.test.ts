import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { evaluateScan } from '@model-trace/core/evaluation';
import { type ScanOptions, ScanResult } from '@model-trace/core/results';
import Value from 'typebox/value';

const examples = fileURLToPath(new URL('../../../examples/models/', import.meta.url));
const at = (name: string) => join(examples, name);

async function directory(t: { after(cleanup: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'model-trace-scan-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

function scan(model: string, options: ScanOptions & { signaturesDir: string }): Promise<ScanResult> {
  const { signaturesDir, ...request } = options;
  return evaluateScan({
    request: { model: at(model), tasks: ['scan'], scan: request },
    models: { roots: null, cacheDir: '', cacheMaxBytes: 0 },
    ...{ signaturesDir, provider: 'cpu', codeCommit: null },
  });
}
const names = (models: { base: string }[]) => models.map(({ base }) => base.slice(examples.length));

test('a fine-tune is told from independent models and other shapes, and traced against what it is close to', async (t) => {
  const signaturesDir = await directory(t);
  const broken = await directory(t);
  await writeFile(join(broken, 'config.json'), '{}');
  const bases = ['g1', 'g0', 'l0', 'g0-rot', 'g0-ft-short'].map((name) => ({ model: at(name) }));
  const request = { bases: [...bases, { model: broken }], signaturesDir };
  const result = await scan('g0-ft-short', request);
  assert.ok(Value.Check(ScanResult, JSON.parse(JSON.stringify(result))));
  assert.equal(result.tested, 3);
  assert.deepEqual(names(result.candidates)[0], 'g0');
  assert.deepEqual(names(result.candidates).sort(), ['g0', 'g0-rot', 'g1']);
  const [first, ...others] = result.candidates;
  assert.deepEqual(
    [first.verdict, first.agreeingFraction, first.combined, first.pairs],
    ['derived', 1, 'fisher', first.blocks.length],
  );
  assert.ok(first.meanCosine > 0.9);
  // Three tests: Holm's factor of the smallest p-value, and that of Benjamini and Hochberg.
  assert.ok(Math.abs(first.log10PHolm - first.log10PValue - Math.log10(3)) < 1e-9);
  assert.ok(Math.abs(first.log10PBenjaminiHochberg - first.log10PValue - Math.log10(3)) < 1e-9);
  for (const other of others) {
    assert.equal(other.verdict, 'independent');
    assert.equal(other.trace, null);
    assert.ok(Math.abs(other.meanCosine) < 0.1);
  }
  assert.deepEqual([first.trace?.verdict, first.traceVerdict], ['derived', 'derived']);
  assert.deepEqual(Object.keys(first.traceLog10PBonferroni).sort(), ['csh', 'csu', 'match']);
  const csu = first.trace!.statistics.find(({ statistic }) => statistic === 'csu')!;
  assert.equal(first.traceLog10PBonferroni.csu, csu.log10PValue + Math.log10(3));
  assert.deepEqual(
    result.excluded.map(({ base, reason }) => [base.slice(examples.length), reason]),
    [
      ['l0', result.excluded[0].reason],
      ['g0-ft-short', 'it is the model itself'],
    ],
  );
  assert.match(result.excluded[0].reason, /hidden (size|units)/);
  assert.deepEqual(
    result.failed.map(({ base, code }) => [base, code]),
    [[broken, 'CONFIG_INVALID']],
  );

  // Five signatures were kept; with them nothing of the bases is needed but their names.
  assert.equal((await readdir(signaturesDir)).length, 5);
  const again = await scan('g0-ft-short', { ...request, traces: 0 });
  assert.deepEqual(
    again.candidates.map(({ base, log10PValue, signatureSha256 }) => [base, log10PValue, signatureSha256]),
    result.candidates.map(({ base, log10PValue, signatureSha256 }) => [base, log10PValue, signatureSha256]),
  );
  assert.equal(again.candidates[0].trace, null);
});

test('on request the best are traced whether they pass or not', async (t) => {
  const signaturesDir = await directory(t);
  const bases = [{ model: at('g0') }];
  const result = await scan('g1', { bases, signaturesDir, traces: 1, traceAll: true });
  assert.deepEqual([result.candidates[0].verdict, result.candidates[0].trace?.verdict], ['independent', 'independent']);
});
