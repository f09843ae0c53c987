/** What the hand-written WebAssembly modules share. Source: WebAssembly core specification 2.0, section 5. */

/** LEB128, as WebAssembly writes numbers that are not negative. */
export function unsigned(value: number): number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [low | 0x80, ...unsigned(value >>> 7)];
}

export const section = (id: number, body: readonly number[]) => [id, ...unsigned(body.length), ...body];
export const name = (text: string) => [text.length, ...Buffer.from(text)];

export const i32 = 0x7f;
export const f64 = 0x7c;
export const f32 = 0x7d;
export const v128 = 0x7b;
export const get = (local: number) => [0x20, local];
export const set = (local: number) => [0x21, local];
export const tee = (local: number) => [0x22, local];
/** Below 64, where the signed form is one byte. */
export const constant = (value: number) => [0x41, value];
export const add = [0x6a];
export const subtract = [0x6b];
export const and = [0x71];
/** Trailing zeros of the number on the stack. */
export const trailingZeros = [0x68];
/** i32.lt_u */
export const isBelow = [0x49];
export const simd = (code: number) => [0xfd, ...unsigned(code)];
export const load = (offset: number) => [...simd(0), 0, ...unsigned(offset)];
export const store = (offset: number) => [...simd(11), 0, ...unsigned(offset)];
export const storeInteger = (offset: number) => [0x36, 2, ...unsigned(offset)];
export const storeFloat = (offset: number) => [0x38, 2, ...unsigned(offset)];
/** Repeats while what `body` leaves on the stack is not 0. */
export const repeatWhile = (body: readonly number[]) => [0x03, 0x40, ...body, 0x0d, 0, 0x0b];
/** Runs `body` if the number on the stack is not 0. */
export const when = (body: readonly number[]) => [0x04, 0x40, ...body, 0x0b];
export const giveBack = [0x0f];
