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
/** i32.lt_u */
export const isBelow = [0x49];
export const simd = (code: number) => [0xfd, ...unsigned(code)];
export const load = (offset: number) => [...simd(0), 0, ...unsigned(offset)];
export const store = (offset: number) => [...simd(11), 0, ...unsigned(offset)];
