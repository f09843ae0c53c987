import {
  add,
  constant,
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
} from '../wasm-encoding.ts';

const extendLow = simd(0xa9); // i32x4.extend_low_i16x8_u
const extendHigh = simd(0xaa); // i32x4.extend_high_i16x8_u
const shiftLeft = simd(0xab); // i32x4.shl

const [source, target, sourceEnd, stored] = [0, 1, 2, 3];

/** target[offset] = four elements as float32: their bits are the upper half. */
const widenHalf = (extend: readonly number[], offset: number) =>
  [get(target), get(stored), extend, constant(16), shiftLeft, store(offset)].flat();

/** Eight elements of 16 bits become 32 bytes. */
const widenVector = (from: number, to: number) => [
  ...[get(source), load(from), set(stored)].flat(),
  ...widenHalf(extendLow, to),
  ...widenHalf(extendHigh, to + 16),
];

/** do { 16 elements } while (source < sourceEnd) */
const loop = [
  ...[0x03, 0x40],
  ...widenVector(0, 0),
  ...widenVector(16, 32),
  ...[get(target), [0x41, ...[0xc0, 0x00]], add, set(target)].flat(), // + 64
  ...[get(source), constant(32), add, tee(source), get(sourceEnd), isBelow].flat(),
  ...[0x0d, 0, 0x0b],
];
const body = [1, 1, v128, ...loop, 0x0b];

/** `widen(source, target, sourceEnd)`: bytes of the imported memory, the first two read and written in steps of 16 elements. */
export const bf16Module = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 3, i32, i32, i32, 0]),
  ...section(2, [1, ...name('host'), ...name('memory'), 2, 0, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...name('widen'), 0, 0]),
  ...section(10, [1, ...unsigned(body.length), ...body]),
]);
