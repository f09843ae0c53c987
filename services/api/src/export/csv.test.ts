import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { csvRecord } from './csv.ts';

/** A reader of RFC 4180 written from its grammar, to check the writer against. */
function parse(record: string): string[] {
  const fields: string[] = [];
  let rest = record;
  for (;;) {
    const match = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest);
    assert.ok(match, `not RFC 4180: ${JSON.stringify(rest)}`);
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2]);
    rest = rest.slice(match[0].length);
    if (match[3] === '\r\n') {
      assert.equal(rest, '');
      return fields;
    }
  }
}

test('every text comes back as it was, or with the apostrophe that stops a formula', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (cells) => {
      const read = parse(csvRecord(cells));
      assert.deepEqual(
        read,
        cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)),
      );
    }),
  );
});

test('formulas are defused, negative numbers are not touched, null is empty', () => {
  assert.equal(csvRecord(['=1+1', -23.4, null, 'plain']), `"'=1+1",-23.4,,plain\r\n`);
  assert.equal(csvRecord(['@SUM(A1)', '-2', 'a"b', 'a,b']), `"'@SUM(A1)","'-2","a""b","a,b"\r\n`);
});
