import {
  add,
  and,
  constant,
  f32,
  get,
  giveBack,
  i32,
  isBelow,
  load,
  name,
  repeatWhile,
  section,
  set,
  simd,
  storeFloat,
  storeInteger,
  subtract,
  tee,
  trailingZeros,
  unsigned,
  v128,
  when,
} from '../../wasm-encoding.ts';

const splatInteger = simd(0x11); // i32x4.splat
const splat = simd(0x13); // f32x4.splat
const firstLane = [...simd(0x1f), 0]; // f32x4.extract_lane
const isEqual = simd(0x41); // f32x4.eq
const isAtMost = simd(0x45); // f32x4.le
const or = simd(0x50);
const xor = simd(0x51);
const anyTrue = simd(0x53);
const bitmask = simd(0x64); // i8x16.bitmask
const narrowToBytes = simd(0x65); // i8x16.narrow_i16x8_s
const narrowToShorts = simd(0x85); // i16x8.narrow_i32x4_s
const sum = simd(0xe4); // f32x4.add
const difference = simd(0xe5); // f32x4.sub
const smaller = simd(0xea); // f32x4.pmin: one instruction, where f32x4.min takes several for NaN and -0
const larger = simd(0xeb); // f32x4.pmax
const infinity = [0x43, 0, 0, 0x80, 0x7f];
const shuffle = simd(0x0d);
/** Lanes 2 3 0 1, and 1 0 3 2. */
const swapHalves = [...shuffle, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const swapNeighbours = [...shuffle, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11];
const swapped = (vector: number, lanes: readonly number[]) => [...get(vector), ...get(vector), ...lanes];

const loadSplat = (offset: number) => [...simd(0x09), 2, ...unsigned(offset)]; // v128.load32_splat

/** Bytes between what is written of one row and of the next. */
const minimaStride = 16;
/** Bytes of a step: 16 cells. */
const step = 64;
const stepOffsets = [0, 16, 32, 48];
const end = 0x0b;
const locals = (integers: number, vectors: number) => [2, integers, i32, vectors, v128];
/** pointer += 64, which stays on the stack */
const forward = (pointer: number) => [...get(pointer), 0x41, 0xc0, 0x00, ...add, ...tee(pointer)];
const move = (pointer: number) => [...forward(pointer).slice(0, -2), ...set(pointer)];
/** column += 16 */
const countStep = (column: number) => [...get(column), ...constant(16), ...add, ...set(column)];
/** Four cells, their sign bits flipped where the caller maximises. */
const cellsAt = (pointer: number, offset: number, mask: number) => [get(pointer), load(offset), get(mask), xor].flat();
/** An integer with a bit for each of 16 cells. */
const bitsOf = (test: (offset: number) => readonly number[]) => [
  ...[...test(0), ...test(16), ...narrowToShorts],
  ...[...test(32), ...test(48), ...narrowToShorts],
  ...[...narrowToBytes, ...bitmask],
];

function minimaBody(): number[] {
  const [at, rowEnd, flip, out, from, column, bits] = [0, 1, 2, 3, 4, 5, 6];
  const [mask, cells, least, second, sumA, sumB] = [7, 8, 9, 10, 11, 12];
  const minimaOfVector = (offset: number, total: number) =>
    [
      ...[cellsAt(at, offset, mask), set(cells)],
      ...[get(second), get(least), get(cells), larger, smaller, set(second)],
      ...[get(least), get(cells), smaller, set(least)],
      ...[get(total), get(cells), sum, set(total)],
    ].flat();
  const mergeLanes = (lanes: readonly number[]) =>
    [
      ...[
        get(second),
        swapped(second, lanes),
        smaller,
        get(least),
        swapped(least, lanes),
        larger,
        smaller,
        set(second),
      ],
      ...[get(least), swapped(least, lanes), smaller, set(least)],
      ...[get(sumA), swapped(sumA, lanes), sum, set(sumA)],
    ].flat();
  const isLeast = (offset: number) => [cellsAt(from, offset, mask), get(least), isEqual].flat();
  return [
    ...locals(3, 6),
    ...[get(at), set(from), get(flip), splatInteger, set(mask), infinity, splat, tee(least), set(second)].flat(),
    ...repeatWhile([
      ...[minimaOfVector(0, sumA), minimaOfVector(16, sumB), minimaOfVector(32, sumA), minimaOfVector(48, sumB)].flat(),
      ...[...forward(at), ...get(rowEnd), ...isBelow],
    ]),
    ...[get(sumA), get(sumB), sum, set(sumA), mergeLanes(swapHalves), mergeLanes(swapNeighbours)].flat(),
    ...[least, second, sumA].flatMap((vector, k) => [...get(out), ...get(vector), ...firstLane, ...storeFloat(4 * k)]),
    ...repeatWhile([
      ...[...bitsOf(isLeast), ...tee(bits)],
      ...when([get(out), get(column), get(bits), trailingZeros, add, storeInteger(12), giveBack].flat()),
      ...countStep(column),
      ...[...forward(from), ...get(rowEnd), ...isBelow],
    ]),
    end,
  ];
}

function belowBody(): number[] {
  const [at, rowEnd, flip, limit, duals, out, column, bits] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [mask, limits] = [8, 9];
  const isHit = (offset: number) =>
    [cellsAt(at, offset, mask), get(duals), load(offset), difference, get(limits), isAtMost].flat();
  const takeLowestBit = [
    ...[get(out), get(column), get(bits), trailingZeros, add, storeInteger(0)],
    ...[get(out), constant(4), add, set(out)],
    ...[get(bits), get(bits), constant(1), subtract, and, tee(bits)],
  ].flat();
  return [
    ...locals(2, 2),
    ...[get(flip), splatInteger, set(mask), get(limit), splat, set(limits)].flat(),
    ...repeatWhile([
      ...[...bitsOf(isHit), ...tee(bits), ...when(repeatWhile(takeLowestBit))],
      ...[...countStep(column), ...move(duals)],
      ...[...forward(at), ...get(rowEnd), ...isBelow],
    ]),
    ...[...get(out), end],
  ];
}

function lowerBody(): number[] {
  const [at, rowEnd, stride, flip, duals] = [0, 1, 2, 3, 4];
  const rows = [at, 5, 6, 7];
  const [mask, hit] = [8, 9];
  const leasts = [10, 11, 12, 13];
  const reduced = (k: number, offset: number) => [cellsAt(rows[k], offset, mask), get(leasts[k]), difference].flat();
  const isHit = (offset: number) => [
    ...[...reduced(0, offset), ...reduced(1, offset), ...smaller],
    ...[...reduced(2, offset), ...reduced(3, offset), ...smaller, ...smaller],
    ...[...get(duals), ...load(offset), ...isAtMost],
  ];
  return [
    ...locals(3, 6),
    ...[1, 2, 3].flatMap((k) => [...get(rows[k - 1]), ...get(stride), ...add, ...set(rows[k])]),
    ...[get(flip), splatInteger, set(mask)].flat(),
    ...leasts.flatMap((least, k) => [...constant(0), ...loadSplat(minimaStride * k), ...set(least)]),
    ...repeatWhile([
      ...stepOffsets.flatMap((offset) => [...isHit(offset), ...(offset > 0 ? [...get(hit), ...or] : []), ...set(hit)]),
      ...[...get(hit), ...anyTrue, ...when([...get(at), ...giveBack])],
      ...[...move(duals), ...move(rows[1]), ...move(rows[2]), ...move(rows[3])],
      ...[...forward(at), ...get(rowEnd), ...isBelow],
    ]),
    ...[...get(rowEnd), end],
  ];
}

const code = (body: readonly number[]) => [...unsigned(body.length), ...body];

/**
 * Works on rows of float32 cells in the imported memory, [at, rowEnd) in whole steps of 64 bytes; `flip` is the sign bit or 0.
 * - `minima(at, rowEnd, flip, out)` writes least, second, a sum that is finite only if every cell is, and the first column of
 *   the least.
 * - `below(at, rowEnd, flip, limit, duals, out)` writes the columns whose cell exceeds its dual by at most `limit` and returns
 *   the end of that list.
 * - `lower(at, rowEnd, stride, flip, duals)`, of four rows `stride` bytes apart whose minima stand at 0, 16, 32 and 48, gives the
 *   first step from `at` in which a cell of one of them, less that row's least, is at most the column's dual; rowEnd if there
 *   is none.
 */
export const rowScanModule = {
  step,
  minimaStride,
  bytes: Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [
      3,
      ...[0x60, 4, i32, i32, i32, i32, 0],
      ...[0x60, 6, i32, i32, i32, f32, i32, i32, 1, i32],
      ...[0x60, 5, i32, i32, i32, i32, i32, 1, i32],
    ]),
    ...section(2, [1, ...name('host'), ...name('memory'), 2, 0, 1]),
    ...section(3, [3, 0, 1, 2]),
    ...section(7, [3, ...name('minima'), 0, 0, ...name('below'), 0, 1, ...name('lower'), 0, 2]),
    ...section(10, [3, ...code(minimaBody()), ...code(belowBody()), ...code(lowerBody())]),
  ]),
};
