import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findDuplicateKey } from './find-duplicate-key.ts';

describe('findDuplicateKey', () => {
  const cases: [json: string, key: string | null][] = [
    ['{"a":1,"b":1}', null],
    ['{"a":1,"a":1}', 'a'],
    ['{"a":{"a":1},"b":[{"a":1},{"a":1}]}', null],
    ['{"x":{"a":1,"b":{"c":[]},"a":2}}', 'a'],
    ['["a","a",{"b":"b","c":"b"}]', null],
    ['{"a\\"b":1,"a\\\\":2,"a\\"b":3}', 'a"b'],
    ['{"\\u0061":1,"a":2}', 'a'],
    ['{"a":"{\\"a\\":1,\\"a\\":2}"}', null],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"":[1,2,"",""],"x":{},"":0}', ''],
    ['"a"', null],
    ['{"a":[],"a":[]}', 'a'],
    [' { "a" : [ { } , [ ] ] , "b" : { } , "b" : 1 } ', 'b'],
  ];
  for (const [json, key] of cases) {
    it(`of ${json} is ${key === null ? 'none' : JSON.stringify(key)}`, () => {
      JSON.parse(json);
      assert.equal(findDuplicateKey(json), key);
    });
  }

  it('finds none in what JSON.stringify wrote', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => findDuplicateKey(JSON.stringify(value, null, 1)) === null));
  });

  it('finds one that was put in', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (object, at) => {
        const entries = Object.entries(object).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
        const key = Object.keys(object)[at % entries.length];
        return findDuplicateKey(`{${entries.join()},${JSON.stringify(key)}:0}`) === key;
      }),
    );
  });
});
