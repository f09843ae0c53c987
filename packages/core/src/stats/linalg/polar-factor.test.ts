import assert from 'node:assert/strict';
import { test } from 'node:test';
import { polarFactor } from './polar-factor.ts';
import { symmetricEigen } from './symmetric-eigen.ts';
import {
  assertNear,
  identity,
  multiply,
  noise,
  plainProduct,
  reference,
  symmetrized,
  transpose,
} from './test-matrices.ts';

const polar = (a: Float64Array, n: number) => polarFactor({ a, n, product: plainProduct });
const orthogonal = (n: number, seed: number) => symmetricEigen({ a: symmetrized(noise(n * n, seed), n), n }).vectors;

function assertOrthogonal(q: Float64Array, n: number): void {
  assertNear(multiply(transpose(q, n), q, n), identity(n), 1e-14 * Math.sqrt(n), 'orthogonal');
}

/** Q is a polar factor exactly where Q is orthogonal and Q^T A is symmetric without negative eigenvalues. */
function assertPolar(q: Float64Array, a: Float64Array, n: number): void {
  assertOrthogonal(q, n);
  const h = multiply(transpose(q, n), a, n);
  const scale = Math.max(...a.map(Math.abs)) * n;
  assertNear(h, transpose(h, n), 1e-14 * scale, 'symmetric');
  assert.ok(symmetricEigen({ a: h, n }).values[n - 1] >= -1e-14 * scale);
}

test('the polar factor of numpy', async () => {
  const { n } = reference;
  assertNear(await polar(Float64Array.from(reference.a), n), reference.polarFactor, 1e-13);
});

for (const n of [1, 2, 4, 33, 80]) {
  test(`orthogonal, and what is left is symmetric and has no negative eigenvalue, n = ${n}`, async () => {
    const a = noise(n * n, 7 + n);
    assertPolar(await polar(a, n), a, n);
  });
}

for (const rank of [0, 1, 5, 29]) {
  test(`of a matrix of rank ${rank} of 30`, async () => {
    const n = 30;
    const [left, right] = [noise(n * n, 3), noise(n * n, 4)];
    left.fill(0, rank * n);
    const a = multiply(transpose(left, n), right, n);
    assertPolar(await polar(a, n), a, n);
  });
}

test('singular values over thirty orders: each direction is as right as rounding of the matrix allows', async () => {
  const n = 31;
  const [u, v] = [orthogonal(n, 1), orthogonal(n, 2)];
  const scaled = v.map((value, at) => value * 10 ** -Math.floor(at / n));
  const a = multiply(transpose(u, n), scaled, n);
  const q = await polar(a, n);
  assertOrthogonal(q, n);
  for (let i = 0; i < 15; i++) {
    for (let r = 0; r < n; r++) {
      let image = 0;
      for (let c = 0; c < n; c++) image += q[r * n + c] * v[i * n + c];
      assert.ok(Math.abs(image - u[i * n + r]) < 2e-15 * n * 10 ** i, `direction ${i}: ${image - u[i * n + r]}`);
    }
  }
});

test('of a rotated copy: the rotation', async () => {
  const n = 12;
  const rotation = orthogonal(n, 21);
  const spd = multiply(noise(n * n, 22), transpose(noise(n * n, 22), n), n);
  assertNear(await polar(multiply(rotation, spd, n), n), rotation, 1e-12);
});

test('rotations and relabellings of either side go along, scale does not matter, a transposed matrix has the transposed factor', async () => {
  const n = 16;
  const a = noise(n * n, 12);
  const q = await polar(a, n);
  const [r, s] = [orthogonal(n, 5), identity(n).map((_, at) => (at % n === (7 * Math.floor(at / n) + 3) % n ? 1 : 0))];
  assertNear(await polar(multiply(multiply(r, a, n), s, n), n), multiply(multiply(r, q, n), s, n), 1e-12);
  for (const scale of [1e-300, 1e150, 7])
    assertNear(
      await polar(
        a.map((value) => scale * value),
        n,
      ),
      q,
      1e-12,
    );
  assertNear(await polar(transpose(a, n), n), transpose(q, n), 1e-12);
});

test('centred inputs: the all-ones vector is a null vector, the factor is right elsewhere', async () => {
  const n = 32;
  const e = noise(n * n, 3);
  for (let r = 0; r < n; r++) {
    const mean = e.subarray(r * n, (r + 1) * n).reduce((sum, value) => sum + value, 0) / n;
    for (let c = 0; c < n; c++) e[r * n + c] -= mean;
  }
  const gram = multiply(transpose(e, n), e, n); // symmetric, positive semidefinite: its factor is 1 off the null space
  const q = await polar(gram, n);
  assertPolar(q, gram, n);
  assertNear(multiply(gram, q, n), gram, 1e-12);
});

test('leaves the matrix as it is, and stops when it is told to', async () => {
  const a = noise(25, 8);
  const before = a.slice();
  await polar(a, 5);
  assert.deepEqual(a, before);
  const controller = new AbortController();
  let products = 0;
  const product: typeof plainProduct = (options) => {
    if (++products === 5) controller.abort(new Error('enough'));
    return plainProduct(options);
  };
  await assert.rejects(polarFactor({ a, n: 5, product, signal: controller.signal }), /enough/);
  assert.ok(products <= 6);
});

test('refuses wrong shapes and numbers that are not finite', async () => {
  await assert.rejects(polar(new Float64Array(5), 2), { code: 'STATS_SHAPE' });
  await assert.rejects(polar(Float64Array.of(1, 0, Number.NaN, 1), 2), { code: 'STATS_NON_FINITE' });
});
