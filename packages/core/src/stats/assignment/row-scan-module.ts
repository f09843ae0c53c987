import {
  add,
  f32,
  get,
  i32,
  isBelow,
  load,
  name,
  section,
  set,
  simd,
  store,
  tee,
  unsigned,
  v128,
} from '../../wasm-encoding.ts';

const splatInteger = simd(0x11); // i32x4.splat
const splat = simd(0x13); // f32x4.splat
const isAtMost = simd(0x45); // f32x4.le
const or = simd(0x50);
const xor = simd(0x51);
const anyTrue = simd(0x53);
const sum = simd(0xe4); // f32x4.add
const difference = simd(0xe5); // f32x4.sub
const smaller = simd(0xea); // f32x4.pmin: one instruction, where f32x4.min takes several for NaN and -0
const larger = simd(0xeb); // f32x4.pmax
const infinity = [0x43, 0, 0, 0x80, 0x7f];

/** Bytes of a step: 16 cells. */
const step = 64;
const loop = 0x03;
const block = 0x40;
const end = 0x0b;
const [at, rowEnd, flip] = [0, 1, 2];

/** pointer += 64, which stays on the stack */
const forward = (pointer: number) => [get(pointer), [0x41, ...[0xc0, 0x00]], add, tee(pointer)].flat();
/** cell = four cells, their sign bits flipped where the caller maximises. */
const cellsAt = (offset: number, mask: number) => [get(at), load(offset), get(mask), xor].flat();

const [mask, cells, least, second, sumA, sumB] = [3, 4, 5, 6, 7, 8];
const minimaOfVector = (offset: number, total: number) =>
  [
    ...[cellsAt(offset, mask), set(cells)],
    ...[get(second), get(least), get(cells), larger, smaller, set(second)],
    ...[get(least), get(cells), smaller, set(least)],
    ...[get(total), get(cells), sum, set(total)],
  ].flat();
const writeTo = (offset: number, value: readonly number[]) => [0x41, 0, ...value, ...store(offset)];

/** Four pairs of the least two cells, and four sums, which are finite only if every cell is. */
const minimaBody = [
  ...[1, 6, v128],
  ...[get(flip), splatInteger, set(mask), infinity, splat, tee(least), set(second)].flat(),
  ...[loop, block],
  ...[minimaOfVector(0, sumA), minimaOfVector(16, sumB), minimaOfVector(32, sumA), minimaOfVector(48, sumB)].flat(),
  ...[...forward(at), ...get(rowEnd), ...isBelow, 0x0d, 0, end],
  ...writeTo(0, get(least)),
  ...writeTo(16, get(second)),
  ...writeTo(32, [...get(sumA), ...get(sumB), ...sum]),
  end,
];

const [limit, duals, nextMask, limits] = [3, 4, 5, 6];
/** cell - dual <= limit */
const isHit = (offset: number) =>
  [cellsAt(offset, nextMask), get(duals), load(offset), difference, get(limits), isAtMost].flat();
/** The first step from `at` that has a cell which exceeds its dual by at most `limit`; rowEnd if none has. */
const nextBody = [
  ...[1, 2, v128],
  ...[get(flip), splatInteger, set(nextMask), get(limit), splat, set(limits)].flat(),
  ...[loop, block],
  ...[isHit(0), isHit(16), or, isHit(32), or, isHit(48), or, anyTrue].flat(),
  ...[0x04, block, ...get(at), 0x0f, end],
  ...[...forward(duals), 0x1a],
  ...[...forward(at), ...get(rowEnd), ...isBelow, 0x0d, 0, end],
  ...[...get(rowEnd), end],
];
const code = (body: readonly number[]) => [...unsigned(body.length), ...body];

/**
 * Works on a row of float32 cells in the imported memory, [at, rowEnd) in whole steps of 64 bytes; `flip` is the sign bit or 0.
 * `minima(at, rowEnd, flip)` writes least[4], second[4] and sum[4] to address 0; `next(at, rowEnd, flip, limit, duals)`
 * reads as many duals from there.
 */
export const rowScanModule = {
  step,
  bytes: Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [2, 0x60, 3, i32, i32, i32, 0, 0x60, 5, i32, i32, i32, f32, i32, 1, i32]),
    ...section(2, [1, ...name('host'), ...name('memory'), 2, 0, 1]),
    ...section(3, [2, 0, 1]),
    ...section(7, [2, ...name('minima'), 0, 0, ...name('next'), 0, 1]),
    ...section(10, [2, ...code(minimaBody), ...code(nextBody)]),
  ]),
};
