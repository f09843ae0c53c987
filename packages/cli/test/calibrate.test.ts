import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { repositoryRoot, runCli } from './run-cli.ts';

const family = (name: string) => join(repositoryRoot, 'packages/core/test/fixtures/evasion', name);
const [base, tuned, control] = ['gpt2-base', 'gpt2-ft-short', 'gpt2-control'].map(family);

test('calibrate traces independent pairs only, at every pair of depths, and writes numbers, plots and a page', async (t) => {
  const out = mkdtempSync(join(tmpdir(), 'calibrate-'));
  t.after(() => rmSync(out, { recursive: true }));
  const arguments_ = [
    'calibrate',
    base,
    tuned,
    control,
    '--related',
    `${base},${tuned}`,
    '--statistic',
    'csu,match',
    '--out',
    out,
  ];
  const { code, stdout, stderr } = await runCli([...arguments_, '--json']);
  assert.equal(code, 0, stderr);
  const reports = JSON.parse(stdout);
  assert.deepEqual(
    reports.map((one: { variant: string }) => one.variant),
    ['phi_U', 'phi_2V'],
  );
  for (const { pairs, blocks, skipped, related } of reports) {
    assert.deepEqual(
      pairs.map(({ a, b }: { a: string; b: string }) => [a, b]),
      [
        ['gpt2-base', 'gpt2-control'],
        ['gpt2-ft-short', 'gpt2-control'],
      ],
    );
    assert.deepEqual([related, skipped], [[['gpt2-base', 'gpt2-ft-short']], []]);
    const seen = new Set(blocks.map((one: Record<string, unknown>) => `${one.a} ${one.blockOfA} ${one.blockOfB}`));
    assert.deepEqual([blocks.length, seen.size], [18, 18]); // 2 pairs of 3 x 3 blocks, each once
  }
  assert.deepEqual(readdirSync(out).sort(), ['README.md', 'csu.json', 'csu.svg', 'match.json', 'match.svg']);
  const kept = JSON.parse(readFileSync(join(out, 'match.json'), 'utf8'));
  assert.equal(kept.blocks.length, 18);
  assert.ok(Math.abs(kept.blocks[7].log10PValue - reports[1].blocks[7].log10PValue) < 1e-5);
  const svg = readFileSync(join(out, 'csu.svg'), 'utf8');
  assert.match(svg, /^<svg [^>]*viewBox/);
  assert.doesNotMatch(svg, /NaN|undefined|Infinity|href|<script|@import/); // whole, and nothing from outside
  assert.match(svg, /prefers-color-scheme: dark/);
  assert.doesNotMatch(
    readFileSync(join(out, 'README.md'), 'utf8') + JSON.stringify(kept),
    new RegExp(repositoryRoot),
    'no paths of this machine',
  );
});

test('calibrate refuses models of which no two are independent, with a code', async () => {
  const { code, stderr } = await runCli(['calibrate', base, tuned, '--related', `${base},${tuned}`]);
  assert.notEqual(code, 0);
  assert.match(stderr, /CALIBRATION_MODELS_INVALID/);
});
