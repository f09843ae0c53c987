/**
 * The three wire types of Protocol Buffers that ONNX files need, each as one function that gives a whole field.
 * A message is the concatenation of its fields. Encoding: https://protobuf.dev/programming-guides/encoding/
 * protobufjs with ONNX's schema would do the same with 300 kB of generated code; the subset here is the whole need.
 */
export type Field = Uint8Array;

const wireType = { varint: 0, fixed32: 5, lengthDelimited: 2 } as const;

/** Base-128, least significant group first; negative int64 in two's complement over ten bytes. */
function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}

const tag = (field: number, type: number) => varint((field << 3) | type);

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

export const integerField = (field: number, value: number | bigint): Field =>
  Uint8Array.from([...tag(field, wireType.varint), ...varint(value)]);

export function floatField(field: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concatenate([Uint8Array.from(tag(field, wireType.fixed32)), bytes]);
}

export const bytesField = (field: number, value: Uint8Array): Field =>
  concatenate([Uint8Array.from([...tag(field, wireType.lengthDelimited), ...varint(value.length)]), value]);

export const stringField = (field: number, value: string): Field => bytesField(field, new TextEncoder().encode(value));

export const messageField = (field: number, fields: readonly Field[]): Field => bytesField(field, concatenate(fields));
