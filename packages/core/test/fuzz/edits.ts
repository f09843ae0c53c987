import fc from 'fast-check';

/** A place in a file, bytes that go and bytes that come. */
export interface Edit {
  /** Share of the length. */
  readonly at: number;
  readonly remove: number;
  readonly insert: Uint8Array;
}

export const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  remove: fc.nat({ max: 8 }),
  insert: fc.uint8Array({ maxLength: 8 }),
});

export function edited(bytes: Uint8Array, edits: readonly Edit[]): Buffer<ArrayBuffer> {
  let result = Buffer.from(bytes);
  for (const { at, remove, insert } of edits) {
    const start = Math.floor(at * result.byteLength);
    result = Buffer.concat([result.subarray(0, start), insert, result.subarray(start + remove)]);
  }
  return result;
}
