import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tolerantResult } from './tolerant-result.ts';

const block = (agreeing: number, units: number) => ({
  ...{ block: 0, baseBlock: 0, log10PValue: -1, rho: 0, tieGap: null },
  ...{ agreeing, units },
});

test('units up to the assumed share say nothing, the first beyond it count as Poisson(1)', () => {
  const { log10PValues, log10PValue } = tolerantResult([block(26, 512), block(28, 512)], 0); // 5 % of 512 is 25.6
  // P(Poisson(1) >= 2) = 1 - 2/e; Fisher's combination with a p-value of 1.
  const p = 1 - 2 / Math.E;
  assert.equal(log10PValues[0], 0);
  assert.ok(Math.abs(log10PValues[1] - Math.log10(p)) < 1e-12);
  assert.ok(Math.abs(log10PValue - Math.log10(p * (1 - Math.log(p)))) < 1e-12);
  const searched = tolerantResult([block(26, 512), block(28, 512)], Math.log(1.5));
  assert.ok(Math.abs(searched.log10PValue - Math.log10(1.5 * p * (1 - Math.log(p)))) < 1e-12);
});

test('all units of a block: 1 over the factorial of those beyond the share', () => {
  const { log10PValues } = tolerantResult([block(20, 20)], 0);
  let factorial = 1;
  for (let i = 2; i <= 19; i++) factorial *= i;
  assert.ok(Math.abs(log10PValues[0] + Math.log10(factorial)) < 1e-12);
  assert.equal(tolerantResult([block(0, 20)], 5).log10PValue, 0);
});
