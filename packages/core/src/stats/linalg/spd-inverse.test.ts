import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spdInverse } from './spd-inverse.ts';
import {
  assertNear,
  identity,
  multiply,
  noise,
  plainProduct,
  reference,
  transpose,
  withRidge,
} from './test-matrices.ts';

const inverse = (a: Float64Array, n: number) => spdInverse({ a, n, product: plainProduct });

test('the inverse of numpy', async () => {
  const { n } = reference;
  const a = Float64Array.from(reference.a);
  assertNear(await inverse(withRidge(multiply(a, transpose(a, n), n), n, 1), n), reference.inverse, 1e-13);
});

for (const n of [1, 20, 161, 355]) {
  test(`an inverse applied to its matrix is the identity, whole or by halves, n = ${n}`, async () => {
    const b = noise(n * n, 41);
    const a = withRidge(multiply(b, transpose(b, n), n), n, 1); // condition number below 4 n / 3 + 1
    const before = a.slice();
    const result = await inverse(a, n);
    assertNear(multiply(result, a, n), identity(n), 1e-13 * n);
    assert.deepEqual(result, transpose(result, n));
    assert.deepEqual(a, before);
  });
}

test('what is not positive definite is refused, wherever it shows', async () => {
  await assert.rejects(inverse(Float64Array.of(1, 2, 2, 1), 2), { code: 'STATS_DOMAIN' });
  for (const at of [3, 250, 299]) {
    const a = identity(300);
    a[at * 301] = -1e-3;
    await assert.rejects(inverse(a, 300), { code: 'STATS_DOMAIN' });
  }
});

test('refuses wrong shapes and numbers that are not finite', async () => {
  await assert.rejects(inverse(new Float64Array(5), 2), { code: 'STATS_SHAPE' });
  await assert.rejects(inverse(Float64Array.of(1, 0, Number.NaN, 1), 2), { code: 'STATS_NON_FINITE' });
});
