import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import fc from 'fast-check';
import { fuzzCases } from '../../../test/fuzz/cases.ts';
import { edit, edited } from '../../../test/fuzz/edits.ts';
import { refusedByCode } from '../../../test/fuzz/refused-by-code.ts';
import { memoryFile, memorySource } from '../../../test/memory-file.ts';
import { zipBytes } from '../../../test/zip-bytes.ts';
import { openCheckpoint } from '../open-checkpoint.ts';
import { readZip } from './read-zip.ts';

const fixtures = join(import.meta.dirname, '../../../test/fixtures/pytorch');
const files = ['module.bin', 'dtypes.bin', 'protocol4.bin', 'wrapped.pt'].map((path) =>
  readFileSync(join(fixtures, path)),
);
const codes = [
  'WEIGHTS_FORMAT_UNSUPPORTED',
  'WEIGHTS_CONTAINER_INVALID',
  'WEIGHTS_TRUNCATED',
  'WEIGHTS_DTYPE_UNSUPPORTED',
  'PICKLE_INVALID',
  'PICKLE_FORBIDDEN',
];
/**
 * Opens the bytes and reads every tensor; memoryFile fails a read outside of them with a RangeError, which is no code of
 * ours. @returns whether it could be read
 */
const survives = (bytes: Uint8Array): Promise<boolean> =>
  refusedByCode(async () => {
    const checkpoint = await openCheckpoint(memorySource({ 'pytorch_model.bin': bytes }));
    for (const [name, { sizeBytes }] of checkpoint.tensors) {
      assert.ok(sizeBytes <= bytes.byteLength, `${name} claims ${sizeBytes} bytes of ${bytes.byteLength}`);
      await checkpoint.read(name);
    }
  }, codes);

/** The properties below take seven such shares. */
const numRuns = Math.ceil(fuzzCases / 7);

it('an edited file is read or refused with a code', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), fc.array(edit, { minLength: 1, maxLength: 4 }), async (file, edits) => {
      await survives(edited(file, edits));
    }),
    { numRuns },
  );
});

it('a file with bytes overwritten, its length kept, is read or refused with a code', async () => {
  const overwrite = fc.tuple(fc.nat(), fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xfe, 0xff));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.array(overwrite, { minLength: 1, maxLength: 6 }),
      async (file, edits) => {
        const bytes = Buffer.from(file);
        // Headers are at the end and the pickle at the start; zeros of padding are not worth a try.
        for (const [at, value] of edits) bytes[at % bytes.byteLength] = value;
        await survives(bytes);
      },
    ),
    { numRuns },
  );
});

it('a sound archive with an edited pickle is read or refused with a code', async () => {
  const archives = await Promise.all(
    files.map(async (file) =>
      Array.from(await readZip(memoryFile(file), 'x.bin'), ([name, { position, sizeBytes }]) => ({
        name,
        data: file.subarray(position, position + sizeBytes),
      })),
    ),
  );
  let read = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...archives),
      fc.array(edit, { minLength: 1, maxLength: 3 }),
      async (parts, edits) => {
        const changed = parts.map((part) =>
          part.name.endsWith('/data.pkl') ? { ...part, data: edited(part.data, edits) } : part,
        );
        if (await survives(zipBytes(changed))) read++;
      },
    ),
    { numRuns },
  );
  // Edits inside names and numbers leave one in some hundred readable: the test reaches the tensors.
  assert.ok(read > 0 || numRuns < 1_000);
});

it('any order of operations is read or refused with a code', async () => {
  const pieces = [
    ...[
      '(',
      '.',
      't',
      '}',
      ']',
      ')',
      'u',
      's',
      'a',
      'e',
      'Q',
      'R',
      'b',
      '\x81',
      '\x85',
      '\x86',
      '\x87',
      '0',
      'N',
      '\x88',
    ],
    ...[
      'q\0',
      'q\x01',
      'h\0',
      'h\x01',
      '\x94',
      'K\0',
      'K\x01',
      'K\x05',
      'J\xff\xff\xff\xff',
      '\x8a\x07\xff\xff\xff\xff\xff\xff\x1f',
    ],
    ...['X\x07\0\0\0storage', 'X\x01\0\0\x000', 'ctorch\nFloatStorage\n', 'ctorch.storage\nUntypedStorage\n'],
    ...['ctorch\nfloat8_e4m3fn\n', 'ctorch._utils\n_rebuild_tensor_v2\n', 'ctorch._utils\n_rebuild_tensor_v3\n'],
    ...[
      'ctorch._utils\n_rebuild_parameter\n',
      'ccollections\nOrderedDict\n)R',
      'ctorch\nSize\n',
      'ccollections\nOrderedDict\n',
    ],
    // Whole steps, so that some get far.
    'X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x05tQ',
    '(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x05tQ',
    'X\x01\0\0\0w',
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), async (parts) => {
      const pickle = Buffer.from(`${parts.join('')}.`, 'latin1');
      await survives(
        zipBytes([
          { name: 'x/data.pkl', data: pickle },
          { name: 'x/data/0', data: Buffer.alloc(20) },
        ]),
      );
    }),
    { numRuns: 2 * numRuns },
  );
});

it('tensors of any offset, shape and strides are read or refused with a code', async () => {
  const size = fc.oneof(fc.nat({ max: 6 }), fc.constantFrom(2 ** 31 - 1, 255));
  const number = (value: number) => `J${String.fromCharCode(...new Uint8Array(Int32Array.of(value).buffer))}`;
  const axes = fc.array(fc.tuple(size, size), { maxLength: 5 });
  let read = 0;
  await fc.assert(
    fc.asyncProperty(size, axes, async (offset, axes) => {
      const tuple = (place: 0 | 1) => `(${axes.map((axis) => number(axis[place])).join('')}t`;
      const storage = '(X\x07\0\0\0storagectorch\nHalfStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x28tQ';
      const tensor = `ctorch._utils\n_rebuild_tensor_v2\n(${storage}${number(offset)}${tuple(0)}${tuple(1)}\x89ccollections\nOrderedDict\n)RtR`;
      const pickle = Buffer.from(`}X\x01\0\0\0w${tensor}s.`, 'latin1');
      const bytes = zipBytes([
        { name: 'x/data.pkl', data: pickle },
        { name: 'x/data/0', data: Buffer.alloc(80) },
      ]);
      if (await survives(bytes)) read++;
    }),
    { numRuns },
  );
  assert.ok(read > numRuns / 20);
});
