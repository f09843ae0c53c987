/** Reads little-endian fields one after another; the caller says what to throw when the bytes end. */
export interface ByteReader {
  readonly at: number;
  readonly left: number;
  uint8(): number;
  uint16(): number;
  int32(): number;
  uint32(): number;
  uint64(): bigint;
  /** Big-endian, as pickle has it. */
  float64(): number;
  bytes(length: number): Uint8Array;
  /** Up to the next line feed, without it. */
  line(): Uint8Array;
}

export function byteReader(bytes: Uint8Array, end: () => Error): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number): number => {
    if (length > bytes.byteLength - at) throw end();
    at += length;
    return at - length;
  };
  return {
    get at() {
      return at;
    },
    get left() {
      return bytes.byteLength - at;
    },
    uint8: () => bytes[take(1)],
    uint16: () => view.getUint16(take(2), true),
    int32: () => view.getInt32(take(4), true),
    uint32: () => view.getUint32(take(4), true),
    uint64: () => view.getBigUint64(take(8), true),
    float64: () => view.getFloat64(take(8), false),
    bytes(length) {
      const start = take(length);
      return bytes.subarray(start, start + length);
    },
    line() {
      const start = at;
      const found = bytes.indexOf(0x0a, start);
      if (found < 0) throw end();
      at = found + 1;
      return bytes.subarray(start, found);
    },
  };
}
