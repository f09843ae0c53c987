import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { adjustPValues } from './index.ts';

interface Case {
  p: number[];
  holm: number[];
  benjaminiHochberg: number[];
}
const file = new URL('./fixtures/adjusted-p-values.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as Case[];

test('Holm agrees with closed testing, Benjamini-Hochberg with SciPy, in either logarithm', () => {
  for (const { p, ...expected } of cases) {
    for (const [log, exp] of [
      [Math.log, Math.exp],
      [Math.log10, (x: number) => 10 ** x],
    ] as const) {
      const adjusted = adjustPValues(p.map(log), log);
      for (const name of ['holm', 'benjaminiHochberg'] as const) {
        for (const [i, value] of expected[name].entries())
          assert.ok(Math.abs(exp(adjusted[name][i]) - value) <= 1e-13 * value, `${name} of ${p}`);
      }
    }
  }
});

test('p-values far below a double are adjusted too; none give none', () => {
  const { holm, benjaminiHochberg } = adjustPValues([-4000, -0.1, -5000], Math.log10);
  assert.ok(Math.abs(holm[2] - (-5000 + Math.log10(3))) < 1e-9);
  assert.ok(Math.abs(holm[0] - (-4000 + Math.log10(2))) < 1e-9);
  assert.ok(Math.abs(benjaminiHochberg[0] - (-4000 + Math.log10(3 / 2))) < 1e-9);
  assert.equal(holm[1], -0.1);
  assert.equal(adjustPValues([], Math.log10).holm.length, 0);
});

test('what is no p-value is refused', () => {
  assert.throws(() => adjustPValues([Number.NaN], Math.log), { code: 'STATS_NON_FINITE' });
  assert.throws(() => adjustPValues([0.1], Math.log), { code: 'STATS_DOMAIN' });
  assert.throws(() => adjustPValues([Number.NEGATIVE_INFINITY], Math.log), { code: 'STATS_DOMAIN' });
});
