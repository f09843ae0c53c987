import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unbiasedLinearHsic } from './unbiased-hsic.ts';

test('the estimator by its definition over quadruples of rows', () => {
  // One feature each, centred. HSIC_1 averages K_ij (L_ij + L_qr - 2 L_iq) over distinct i, j, q, r (Song et al. 2012).
  const [x, y] = [
    [-3, -1, 0, 1.5, 2.5],
    [2, -4, 1, -1, 2],
  ];
  let sum = 0;
  let count = 0;
  const places = x.keys().toArray();
  for (const i of places)
    for (const j of places)
      for (const q of places)
        for (const r of places) {
          if (new Set([i, j, q, r]).size < 4) continue;
          sum += x[i] * x[j] * (y[i] * y[j] + y[q] * y[r] - 2 * y[i] * y[q]);
          count++;
        }
  const cross = x.reduce((total, value, i) => total + value * y[i], 0);
  const squared = (values: number[]) => Float64Array.from(values, (value) => value * value);
  const actual = unbiasedLinearHsic({ squaredCross: cross * cross, squaredX: squared(x), squaredY: squared(y) });
  assert.ok(Math.abs(actual - sum / count) < 1e-12, `${actual}, expected ${sum / count}`);
});

test('three rows are too few', () => {
  const three = new Float64Array(3);
  assert.throws(() => unbiasedLinearHsic({ squaredCross: 1, squaredX: three, squaredY: three }), {
    code: 'STATS_SHAPE',
  });
});
