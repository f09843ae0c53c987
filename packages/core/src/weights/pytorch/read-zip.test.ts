import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryFile } from '../../../test/memory-file.ts';
import { type ZipPart, zipBytes } from '../../../test/zip-bytes.ts';
import { readZip } from './read-zip.ts';

const read = (bytes: Uint8Array) => readZip(memoryFile(bytes), 'x.bin');
const a = { name: 'x/a', data: Buffer.from('hello') };
const b = { name: 'x/b', data: Buffer.from('') };

describe('a zip archive', () => {
  it('gives each entry with its place', async () => {
    for (const wide of [false, true]) {
      const entries = await read(zipBytes([a, b], { wide }));
      assert.deepEqual([...entries.keys()], ['x/a', 'x/b']);
      assert.deepEqual(entries.get('x/a'), { position: 33, sizeBytes: 5, stored: true });
      assert.deepEqual(entries.get('x/b'), { position: 33 + 5 + 33, sizeBytes: 0, stored: true });
    }
    assert.equal((await read(zipBytes([]))).size, 0);
  });

  it('tells what is compressed, and takes sizes that follow the content', async () => {
    const compressed = zipBytes([{ ...a, method: 8 }]);
    assert.equal((await read(compressed)).get('x/a')?.stored, false);
    assert.equal((await read(zipBytes([{ ...a, flags: 8, local: { sizeBytes: 0 } }]))).get('x/a')?.sizeBytes, 5);
  });
});

describe('a hostile archive', () => {
  const cut = (bytes: Uint8Array, end: number) => bytes.subarray(0, bytes.byteLength - end);
  const patched = (bytes: Buffer, at: number, value: number) => {
    bytes.writeUInt32LE(value, at < 0 ? bytes.byteLength + at : at);
    return bytes;
  };
  const whole = () => zipBytes([a, b]);
  const parts = (...list: ZipPart[]) => zipBytes(list);
  const cases: [title: string, bytes: Uint8Array, says: RegExp][] = [
    ['is too short', Buffer.from('PK\x03\x04'), /4 bytes/],
    ['has no end record', cut(whole(), 1), /end record/],
    ['has a comment', zipBytes([a], { comment: 'PK' }), /end record/],
    ['has bytes behind', Buffer.concat([whole(), Buffer.alloc(1)]), /end record/],
    ['has a gap before its end record', zipBytes([a], { gap: 1 }), /does not end where/],
    ['has a directory elsewhere', patched(whole(), -6, 1), /does not end where/],
    ['has a directory of 4 GB', patched(whole(), -10, 0xfffffff0), /does not end where|more than/],
    ['states an entry more', zipBytes([a], { entries: 2 }), /record 1 of its directory/],
    ['states an entry less', zipBytes([a, b], { entries: 1 }), /belong to no record/],
    ['states 65,535 entries', zipBytes([a], { entries: 65_535 }), /record 1/],
    ['has a name twice', parts(a, { ...a }), /"x\/a" occurs twice/],
    ['has another name in a local header', parts({ ...a, local: { name: 'x/c' } }), /another name/],
    ['has a longer name in a local header', parts({ ...a, local: { name: 'x/abc' } }), /another name/],
    ['has another method in a local header', parts({ ...a, local: { method: 8 } }), /another method/],
    ['has other flags in a local header', parts({ ...a, local: { flags: 8 } }), /other flags/],
    ['has another size in a local header', parts({ ...a, local: { sizeBytes: 4 } }), /states 4 bytes, the directory 5/],
    ['has no local header', parts({ ...a, stated: { headerPosition: 1 } }), /is not one/],
    ['has a local header in the directory', parts(a, { ...b, stated: { headerPosition: 60 } }), /in or behind/],
    ['has a local header outside', parts({ ...a, stated: { headerPosition: 0x7fffffff } }), /in or behind/],
    [
      'has entries that overlap',
      parts({ ...a, local: { sizeBytes: 20 }, stated: { sizeBytes: 20, storedBytes: 20 } }, b),
      /overlaps "x\/b"/,
    ],
    ['has two entries in one place', parts(a, { ...a, stated: { name: 'x/a', headerPosition: 0 } }), /occurs twice/],
    [
      'reaches into the directory',
      parts({ ...a, local: { sizeBytes: 9 }, stated: { sizeBytes: 9, storedBytes: 9 } }),
      /reaches into/,
    ],
    ['has two sizes for one content', parts({ ...a, stated: { sizeBytes: 6 } }), /two sizes/],
    ['is encrypted', parts({ ...a, flags: 1 }), /encrypted/],
    ['lacks a zip64 field', parts({ ...a, stated: { sizeBytes: 0xffffffff } }), /lacks its zip64/],
    ['is wide and negative', parts({ ...a, stated: { headerPosition: 0xfffffff0 } }), /in or behind/],
  ];
  for (const [title, bytes, says] of cases) {
    it(`${title}: refused`, async () => {
      await assert.rejects(read(bytes), { code: 'WEIGHTS_CONTAINER_INVALID', message: says });
    });
  }

  it('with zip64 records that disagree or lie elsewhere is refused', async () => {
    const wide = () => zipBytes([a], { wide: true });
    // From the end: end record 22, locator 20 (position at 8), zip64 end record 56 (entries at 32, size 40, position 48).
    for (const [at, says] of [
      [-22 - 20 + 8, /not where the locator says/],
      [-22 - 20 - 56 + 24, /several volumes/],
      [-22 - 20 - 56 + 44, /states sizeBytes/],
      [-22 - 20 - 56 + 48, /does not end where/],
      [-22 - 20 - 56, /is not one/],
      [-22 + 12, /two end records disagree/],
    ] as const) {
      await assert.rejects(read(patched(wide(), at, 7)), { code: 'WEIGHTS_CONTAINER_INVALID', message: says });
    }
  });

  it('wherever it is cut off is refused', async () => {
    for (const wide of [false, true]) {
      const bytes = zipBytes([a, b], { wide });
      for (let end = 1; end <= bytes.byteLength; end++) {
        await assert.rejects(read(cut(bytes, end)), { code: 'WEIGHTS_CONTAINER_INVALID' });
      }
    }
  });
});
