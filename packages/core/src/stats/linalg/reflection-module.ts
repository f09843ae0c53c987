import {
  add,
  f64,
  get,
  i32,
  isBelow,
  load,
  name,
  section,
  set,
  simd,
  store,
  unsigned,
  v128,
} from '../../wasm-encoding.ts';

const splat = simd(0x14); // f64x2.splat
const sum = simd(0xf0); // f64x2.add
const difference = simd(0xf1); // f64x2.sub
const times = simd(0xf2); // f64x2.mul
const halvesExchanged = [...simd(0x0d), 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]; // i8x16.shuffle
const loop = 0x03;
const block = 0x40;
const end = 0x0b;

/** In signed LEB128. */
const signed = (bytes: 16 | 64) => (bytes === 64 ? [0xc0, 0] : [bytes]);
/** pointer += bytes */
const forward = (pointer: number, bytes: 16 | 64) => [get(pointer), 0x41, ...signed(bytes), add, set(pointer)].flat();
const again = (pointer: number, last: number) => [get(pointer), get(last), isBelow, 0x0d, 0].flat();
const increase = (local: number, value: readonly number[]) => [...get(local), ...value, ...sum, ...set(local)];
const product = (one: readonly number[], other: readonly number[]) => [...one, ...other, ...times];

/** `update`: two rows of a symmetric matrix lose v w^T + w v^T and are multiplied by x, from one passage over them. */
const [row0, row1, at, last] = [0, 1, 2, 3];
const scalars = [4, 5, 6, 7, 8, 9];
const [v0, w0, x0, v1, w1, x1, sum0, sum1, v, w, x, cells0, cells1] = Array.from({ length: 13 }, (_, k) => 10 + k);
const changed = (row: number, [vi, wi, cells]: readonly [number, number, number]) =>
  [
    ...[get(row), load(0), product(get(vi), get(w)), product(get(wi), get(v)), sum, difference, set(cells)],
    ...[get(row), get(cells), store(0)],
  ].flat();
const updateBody = [
  ...[1, 13, v128],
  ...scalars.flatMap((scalar, k) => [...get(scalar), ...splat, ...set([v0, w0, x0, v1, w1, x1][k])]),
  ...[loop, block],
  ...[get(at), load(0), set(v), get(at), load(16), set(w), get(at), load(32), set(x)].flat(),
  ...changed(row0, [v0, w0, cells0]),
  ...changed(row1, [v1, w1, cells1]),
  ...increase(sum0, product(get(cells0), get(x))),
  ...increase(sum1, product(get(cells1), get(x))),
  ...[
    get(at),
    get(at),
    load(48),
    product(get(cells0), get(x0)),
    sum,
    product(get(cells1), get(x1)),
    sum,
    store(48),
  ].flat(),
  ...[forward(row0, 16), forward(row1, 16), forward(at, 64), again(at, last), end].flat(),
  ...[0x41, 0, ...get(sum0), ...store(0), 0x41, 0, ...get(sum1), ...store(16)],
  end,
];

/** `reflect`: four vectors z lose beta (v.z) v. */
const [vAt, vEnd, zAt, beta, vFrom, zFrom] = [0, 1, 2, 3, 4, 5];
const [dot0, vector] = [6, 10];
const four = [0, 1, 2, 3];
const reflectBody = [
  ...[2, 2, i32, 5, v128],
  ...[get(vAt), set(vFrom), get(zAt), set(zFrom)].flat(),
  ...[loop, block],
  ...[get(vAt), load(0), set(vector)].flat(),
  ...four.flatMap((k) => increase(dot0 + k, product(get(vector), [...get(zAt), ...load(16 * k)]))),
  ...[forward(vAt, 16), forward(zAt, 64), again(vAt, vEnd), end].flat(),
  ...four.flatMap((k) => [
    ...[get(dot0 + k), get(dot0 + k), get(dot0 + k), halvesExchanged, sum].flat(),
    ...[get(beta), splat, times, set(dot0 + k)].flat(),
  ]),
  ...[loop, block],
  ...[get(vFrom), load(0), set(vector)].flat(),
  ...four.flatMap((k) =>
    [...[get(zFrom), get(zFrom), load(16 * k), product(get(dot0 + k), get(vector)), difference, store(16 * k)]].flat(),
  ),
  ...[forward(vFrom, 16), forward(zFrom, 64), again(vFrom, vEnd), end].flat(),
  end,
];
const code = (body: readonly number[]) => [...unsigned(body.length), ...body];

/**
 * Works on float64 in the imported memory, two at a time.
 *
 * `update(row0, row1, at, last, v0, w0, x0, v1, w1, x1)`: at each pair of columns there are 64 bytes [v v w w x x p p] from `at`
 * to `last`. Row i becomes row_i - (v_i w + w_i v), p gains row_i x_i, and row_i . x is written to address 16 i, in two parts.
 *
 * `reflect(v, end, z, beta)`: v [n] from `v` to `end`, four vectors z in 64 bytes [z0 z0 z1 z1 z2 z2 z3 z3] for each pair.
 */
export const reflectionModule = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [
    2,
    ...[0x60, 10, i32, i32, i32, i32, f64, f64, f64, f64, f64, f64, 0],
    ...[0x60, 4, i32, i32, i32, f64, 0],
  ]),
  ...section(2, [1, ...name('host'), ...name('memory'), 2, 0, 1]),
  ...section(3, [2, 0, 1]),
  ...section(7, [2, ...name('update'), 0, 0, ...name('reflect'), 0, 1]),
  ...section(10, [2, ...code(updateBody), ...code(reflectBody)]),
]);
