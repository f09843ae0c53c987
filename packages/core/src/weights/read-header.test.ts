import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { memoryFile, safetensorsBytes } from '../../test/memory-file.ts';
import { ModelTraceError } from '../errors.ts';
import { readHeader } from './read-header.ts';

const read = (bytes: Uint8Array) => readHeader(memoryFile(bytes), 'x.safetensors');
const f32 = (shape: unknown, begin: unknown, end: unknown) => ({ dtype: 'F32', shape, data_offsets: [begin, end] });
const good = { a: f32([2, 3], 0, 24), b: f32([], 24, 28), c: f32([0, 5], 28, 28), __metadata__: { format: 'pt' } };

describe('a valid header', () => {
  it('gives each tensor with its place', async () => {
    const { tensors, dataStart } = await read(safetensorsBytes(good, 28));
    assert.equal(dataStart, 8 + JSON.stringify(good).length);
    assert.deepEqual(
      [...tensors.values()],
      [
        { name: 'a', dtype: 'F32', shape: [2, 3], begin: 0, end: 24 },
        { name: 'b', dtype: 'F32', shape: [], begin: 24, end: 28 },
        { name: 'c', dtype: 'F32', shape: [0, 5], begin: 28, end: 28 },
      ],
    );
  });

  it('may be padded, in any order, empty, and name a tensor as a property of every object', async () => {
    assert.equal((await read(safetensorsBytes('{}      '))).tensors.size, 0);
    const odd =
      '{"b":{"dtype":"I8","shape":[1],"data_offsets":[2,3]},"__proto__":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}';
    assert.deepEqual([...(await read(safetensorsBytes(odd, 3))).tensors.keys()], ['b', '__proto__']);
    assert.equal(({} as Record<string, unknown>).dtype, undefined);
  });
});

describe('an empty tensor', () => {
  it('may lie at either edge of another, in any order', async () => {
    for (const at of [0, 4]) {
      for (const names of ['ab', 'ba']) {
        const entries = { a: f32([1], 0, 4), b: f32([0], at, at) };
        const header = Object.fromEntries([...names].map((name) => [name, entries[name as 'a' | 'b']]));
        assert.equal((await read(safetensorsBytes(header, 4))).tensors.size, 2);
      }
    }
  });

  it('may not lie inside another', async () => {
    const header = { a: f32([2], 0, 8), b: f32([0], 4, 4) };
    await assert.rejects(read(safetensorsBytes(header, 8)), { code: 'WEIGHTS_HEADER_INVALID' });
  });
});

describe('a hostile header', () => {
  const cases: Record<string, { bytes: Uint8Array; code?: string; says: RegExp }> = {
    'no room for its length': { bytes: new Uint8Array(7), code: 'WEIGHTS_TRUNCATED', says: /7 bytes/ },
    'a length of 0': { bytes: safetensorsBytes('{}', 0, 0n), says: /length is 0/ },
    'a length of 1': { bytes: safetensorsBytes('{}', 0, 1n), says: /length is 1/ },
    'a length over 100 MB': { bytes: safetensorsBytes('{}', 0, 100_000_001n), says: /100000001, more than 100000000/ },
    'the largest length': { bytes: safetensorsBytes('{}', 0, 2n ** 64n - 1n), says: /18446744073709551615/ },
    'a length behind the end': { bytes: safetensorsBytes('{}', 0, 3n), says: /only 2 bytes follow/ },
    'a Git LFS pointer': { bytes: Buffer.from('version https://git-lfs.github.com/spec/v1'), says: /Git LFS/ },
    'no JSON': { bytes: safetensorsBytes('{"a":'), says: /not JSON/ },
    'no UTF-8': { bytes: safetensorsBytes('{"\u00ff":1}').with(10, 0xff), says: /not UTF-8/ },
    'an array': { bytes: safetensorsBytes('[]'), says: /begin with \{/ },
    'a byte order mark': { bytes: safetensorsBytes('\ufeff{}'), says: /begin with \{/ },
    'a tensor twice': {
      bytes: safetensorsBytes(`{"w":${JSON.stringify(f32([1], 0, 4))},"\\u0077":${JSON.stringify(f32([1], 0, 4))}}`, 4),
      says: /"w" occurs twice/,
    },
    'a field twice': {
      bytes: safetensorsBytes('{"w":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,8]}}', 8),
      says: /"shape" occurs twice/,
    },
    'metadata that are no strings': { bytes: safetensorsBytes({ __metadata__: { a: 1 } }), says: /__metadata__/ },
    'metadata that are a list': { bytes: safetensorsBytes({ __metadata__: [] }), says: /__metadata__/ },
    'an entry that is no object': { bytes: safetensorsBytes({ w: [] }), says: /"w" is not an object/ },
    'an entry that is null': { bytes: safetensorsBytes({ w: null }), says: /"w" is not an object/ },
    'fields through the prototype': {
      bytes: safetensorsBytes(`{"w":{"__proto__":${JSON.stringify(f32([1], 0, 4))}}}`, 4),
      says: /"w" has the unknown dtype/,
    },
    'an unknown dtype': { bytes: safetensorsBytes({ w: { ...f32([1], 0, 4), dtype: 'F31' } }, 4), says: /"w".*"F31"/ },
    'an inherited dtype': {
      bytes: safetensorsBytes({ w: { ...f32([1], 0, 4), dtype: 'toString' } }, 4),
      says: /toString/,
    },
    'a negative size': { bytes: safetensorsBytes({ w: f32([-1], 0, 4) }, 4), says: /"w" has a shape/ },
    'a fraction of a size': { bytes: safetensorsBytes({ w: f32([0.5, 2], 0, 4) }, 4), says: /"w" has a shape/ },
    'a size in words': { bytes: safetensorsBytes({ w: f32(['1'], 0, 4) }, 4), says: /"w" has a shape/ },
    'a size beyond counting': { bytes: safetensorsBytes({ w: f32([2 ** 60], 0, 4) }, 4), says: /"w" has a shape/ },
    'sizes whose product overflows': {
      bytes: safetensorsBytes({ w: f32([2 ** 31, 2 ** 31, 4], 0, 0) }),
      says: /"w" has more elements/,
    },
    'an overflow hidden by a zero': {
      bytes: safetensorsBytes({ w: f32([2 ** 40, 2 ** 40, 0], 0, 0) }),
      says: /"w" has more elements/,
    },
    'too many dimensions': { bytes: safetensorsBytes({ w: f32(Array(65).fill(1), 0, 4) }, 4), says: /"w" has a shape/ },
    'one offset': {
      bytes: safetensorsBytes({ w: { ...f32([1], 0, 4), data_offsets: [0] } }, 4),
      says: /"w" has data_off/,
    },
    'a negative offset': { bytes: safetensorsBytes({ w: f32([1], -4, 0) }, 4), says: /"w" has data_offsets/ },
    'an end before its begin': { bytes: safetensorsBytes({ w: f32([1], 4, 0) }, 4), says: /"w" begins at byte 4/ },
    'a size that is not its shape': {
      bytes: safetensorsBytes({ w: f32([2], 0, 4) }, 4),
      says: /"w" takes 4 bytes.*needs 8/,
    },
    'half a byte': {
      bytes: safetensorsBytes({ w: { dtype: 'F4', shape: [3], data_offsets: [0, 1] } }, 1),
      says: /"w" has a size of 1.5 bytes/,
    },
    'an overlap': { bytes: safetensorsBytes({ v: f32([2], 0, 8), w: f32([1], 4, 8) }, 8), says: /"w".*overlaps/ },
    'a tensor on top of another': {
      bytes: safetensorsBytes({ v: f32([1], 0, 4), w: f32([1], 0, 4) }, 4),
      says: /"w".*overlaps/,
    },
    'a gap': { bytes: safetensorsBytes({ v: f32([1], 0, 4), w: f32([1], 8, 12) }, 12), says: /"w".*gap of 4/ },
    'a gap at the start': { bytes: safetensorsBytes({ w: f32([1], 4, 8) }, 8), says: /"w".*gap of 4/ },
    'a rest': { bytes: safetensorsBytes({ w: f32([1], 0, 4) }, 5), says: /1 bytes at the end/ },
    'data that end too early': {
      bytes: safetensorsBytes({ v: f32([1], 0, 4), w: f32([1], 4, 8) }, 7),
      code: 'WEIGHTS_TRUNCATED',
      says: /"w" ends at byte 8 .* has 7/,
    },
    'offsets far outside the file': {
      bytes: safetensorsBytes({ w: f32([2 ** 40], 0, 2 ** 42) }, 4),
      code: 'WEIGHTS_TRUNCATED',
      says: /"w" ends at byte 4398046511104/,
    },
    'more tensors than any model': {
      bytes: safetensorsBytes(Object.fromEntries(Array.from({ length: 250_001 }, (_, i) => [`t${i}`, 0]))),
      says: /250001 tensors/,
    },
    'a name as long as the header': { bytes: safetensorsBytes({ ['x'.repeat(1e6)]: 0 }), says: /^.{200,500}$/ },
    'brackets without end': { bytes: safetensorsBytes(`{"a":${'['.repeat(1e6)}`), says: /not JSON/ },
  };
  for (const [title, { bytes, code = 'WEIGHTS_HEADER_INVALID', says }] of Object.entries(cases)) {
    it(`with ${title} is refused`, async () => {
      await assert.rejects(read(bytes), (error: ModelTraceError) => {
        assert.equal(error.code, code, error.stack);
        assert.match(error.message, says);
        assert.match(error.message, /x\.safetensors/);
        return true;
      });
    });
  }
});

describe('against the reference implementation', () => {
  const path = join(import.meta.dirname, '../../test/fixtures/safetensors/verdicts.json');
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: { file: string; reads: boolean }[] };

  it('the same files are read and refused', async () => {
    assert.ok(cases.length > 200);
    for (const { file, reads } of cases) {
      const bytes = Buffer.from(file, 'base64');
      // "The header data MUST begin with a { character", says the format; the library takes a space before it.
      const expected = reads && bytes[8] !== 0x20;
      const outcome = await read(bytes).then(() => true, String);
      assert.equal(outcome === true, expected, `${outcome}: ${bytes.subarray(8).toString('latin1')}`);
    }
  });
});

describe('any damage to a header', () => {
  const whole = safetensorsBytes(good, 28);
  const headerEnd = whole.length - 28;
  const readsOrRefuses = async (bytes: Uint8Array) => {
    try {
      const { tensors, dataStart } = await read(bytes);
      for (const { begin, end } of tensors.values())
        assert.ok(0 <= begin && begin <= end && dataStart + end <= bytes.length);
    } catch (error) {
      assert.ok(error instanceof ModelTraceError, String((error as Error).stack));
    }
  };

  it('of some bytes', async () => {
    const change = fc.tuple(fc.nat(headerEnd - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const damaged = Uint8Array.from(whole);
        for (const [at, value] of changes) damaged[at] = value;
        await readsOrRefuses(damaged);
      }),
      { numRuns: 1000 },
    );
  });

  it('by cutting, repeating and inserting', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.nat(whole.length),
        fc.uint8Array({ maxLength: 20 }),
        async (a, b, inserted) => {
          await readsOrRefuses(Buffer.concat([whole.subarray(0, a), inserted, whole.subarray(b)]));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('of its values', async () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const entry = fc.record({ dtype: fc.oneof(fc.constant('F32'), value), shape: value, data_offsets: value });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.oneof(entry, value)), async (header) => {
        await readsOrRefuses(safetensorsBytes(header, 28));
      }),
      { numRuns: 1000 },
    );
  });
});
