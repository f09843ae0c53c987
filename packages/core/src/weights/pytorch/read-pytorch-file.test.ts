import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { memoryFile, memorySource } from '../../../test/memory-file.ts';
import { zipBytes } from '../../../test/zip-bytes.ts';
import { openCheckpoint } from '../open-checkpoint.ts';
import { readPytorchFile } from './read-pytorch-file.ts';

const fixtures = join(import.meta.dirname, '../../../test/fixtures/pytorch');
const bytesOf = (path: string) => readFileSync(join(fixtures, path));

interface Told {
  shape: number[];
  dtype: string;
  values?: (number | string)[];
}
const expected = JSON.parse(bytesOf('expected.json').toString()) as {
  files: Record<string, Record<string, Told>>;
  sharded: Record<string, Told>;
  forbidden: Record<string, string>;
};

const open = (bytes: Uint8Array) => openCheckpoint(memorySource({ 'pytorch_model.bin': bytes }));
type Opened = Awaited<ReturnType<typeof open>>;

async function assertTold(checkpoint: Opened, tensors: Record<string, Told>): Promise<void> {
  assert.deepEqual([...checkpoint.tensors.keys()].sort(), Object.keys(tensors).sort());
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    assert.deepEqual(checkpoint.tensors.get(name)?.shape, shape, name);
    if (values === undefined) {
      await assert.rejects(checkpoint.read(name), { code: 'WEIGHTS_DTYPE_UNSUPPORTED' });
      continue;
    }
    const all = Float32Array.from(values, Number);
    assert.deepEqual(await checkpoint.read(name), all, name);
    if (shape.length === 0) continue;
    const rowElements = all.length / shape[0];
    for (let start = 0; start <= shape[0]; start++) {
      for (let end = start; end <= shape[0]; end++) {
        const part = await checkpoint.read(name, { rows: [start, end] });
        assert.deepEqual(part, all.slice(start * rowElements, end * rowElements), `${name} [${start}, ${end})`);
      }
    }
    if (shape.length !== 2 || shape[0] === 0) continue;
    const indices = [shape[0] - 1, 0, shape[0] >> 1, 0];
    const rows = indices.flatMap((row) => [...all.subarray(row * rowElements, (row + 1) * rowElements)]);
    assert.deepEqual([...(await checkpoint.gatherRows(name, indices))], rows, name);
  }
}

describe('files of torch.save', () => {
  for (const [path, tensors] of Object.entries(expected.files)) {
    if (path === 'legacy.bin' || path === 'expanded.bin') continue;
    it(`${path}: all elements, any rows and gathered rows are those that PyTorch reads`, async () => {
      await assertTold(await open(bytesOf(path)), tensors);
    });
  }

  it('may be sharded, with an index', async () => {
    const names = readdirSync(join(fixtures, 'sharded'));
    const files = Object.fromEntries(names.map((name) => [name, bytesOf(`sharded/${name}`)]));
    await assertTold(await openCheckpoint(memorySource(files)), expected.sharded);
  });

  it('count a storage that two tensors share once', async () => {
    const checkpoint = await open(bytesOf('views.bin'));
    const { base, tied, transposed } = Object.fromEntries(checkpoint.tensors);
    assert.ok(base.sizeBytes === 240 && tied.sizeBytes === 240 && transposed.sizeBytes === 240);
    const { files } = expected;
    const shared = ['tied', 'transposed', 'permuted', 'experts'];
    const elements = Object.entries(files['views.bin'])
      .filter(([name]) => !shared.includes(name))
      .reduce((sum, [, { shape }]) => sum + shape.reduce((product, size) => product * size, 1), 0);
    // `steps` and `column` begin where nothing else does; they are views all the same, and counted.
    assert.equal(checkpoint.parameters, elements);
  });

  it('are taken when the model has no safetensors, a lone .pt even under another name', async () => {
    const bytes = bytesOf('wrapped.pt');
    const tensors = expected.files['wrapped.pt'];
    await assertTold(await openCheckpoint(memorySource({ 'any.pt': bytes, 'optimizer.pt': 'x' })), tensors);
    await assert.rejects(openCheckpoint(memorySource({ 'any.pt': bytes, 'other.pth': 'x' })), {
      code: 'WEIGHTS_MISSING',
    });
    const both = memorySource({ 'pytorch_model.bin': 'x', 'model.safetensors': 'broken!!' });
    await assert.rejects(openCheckpoint(both), { code: 'WEIGHTS_HEADER_INVALID', message: /model\.safetensors/ });
  });
});

describe('an adapter of torch.save', () => {
  it('is found under its own name only', async () => {
    const bytes = bytesOf('module.bin');
    const source = memorySource({ 'adapter_model.bin': bytes, 'pytorch_model.bin': 'x' });
    await assertTold(await openCheckpoint(source, { stem: 'adapter_model' }), expected.files['module.bin']);
    const alone = memorySource({ 'adapter_model.bin': bytes });
    await assert.rejects(openCheckpoint(alone), { code: 'WEIGHTS_MISSING', message: /PEFT adapter/ });
  });
});

describe('what is not read', () => {
  const cases: [path: string, code: string, says: RegExp][] = [
    ['legacy.bin', 'WEIGHTS_FORMAT_UNSUPPORTED', /before 1\.6/],
    ['expanded.bin', 'WEIGHTS_FORMAT_UNSUPPORTED', /5 elements of a storage that has fewer/],
    ['script.pt', 'WEIGHTS_FORMAT_UNSUPPORTED', /TorchScript/],
    ['sparse.bin', 'PICKLE_FORBIDDEN', /torch\._utils\._rebuild_sparse_tensor/],
    ['quantized.bin', 'PICKLE_FORBIDDEN', /torch\._utils\._rebuild_qtensor/],
    ['numpy.bin', 'PICKLE_FORBIDDEN', /numpy\S*\.multiarray\.scalar/],
    ['whole-module.bin', 'PICKLE_FORBIDDEN', /torch\.nn\.modules\.linear\.Linear/],
    ['list.bin', 'PICKLE_INVALID', /a list/],
  ];
  for (const [path, code, says] of cases) {
    it(`${path} is ${code}`, async () => {
      await assert.rejects(open(bytesOf(path)), { code, message: says });
    });
  }

  it('a complex tensor is there, but not as numbers', async () => {
    const checkpoint = await open(bytesOf('complex.bin'));
    await assert.rejects(checkpoint.read('w'), { code: 'WEIGHTS_DTYPE_UNSUPPORTED', message: /C64/ });
  });

  // Protocol 2 has the names of Python 2.
  for (const [name, refused] of Object.entries(expected.forbidden)) {
    it(`${name}: ${refused} is refused by its name`, async () => {
      const says = new RegExp(
        `\\b${refused.replaceAll('.', '\\.').replace('__builtin__', '(__builtin__|builtins)').replace('subprocess', '(subprocess|commands)')}\\b`,
      );
      await assert.rejects(open(bytesOf(`forbidden/${name}.bin`)), { code: 'PICKLE_FORBIDDEN', message: says });
      const data = bytesOf(`forbidden/${name}-4.pkl`);
      await assert.rejects(open(zipBytes([{ name: 'x/data.pkl', data }])), { code: 'PICKLE_FORBIDDEN', message: says });
    });
  }

  const starts: [title: string, bytes: Uint8Array | string, says: RegExp][] = [
    ['an empty file', '', /does not begin like/],
    ['a text', 'hello', /does not begin like/],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\n', /Git LFS/],
    ['a gzip file', Uint8Array.of(0x1f, 0x8b, 8), /compressed/],
    ['a bare pickle', Uint8Array.of(0x80, 4, 0x4e, 0x2e), /bare pickle/],
    ['a tar archive', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\0'), Buffer.alloc(249)]), /tar archive/],
  ];
  for (const [title, bytes, says] of starts) {
    it(`${title} is told apart`, async () => {
      await assert.rejects(open(Buffer.from(bytes as Uint8Array)), {
        code: 'WEIGHTS_FORMAT_UNSUPPORTED',
        message: says,
      });
    });
  }
});

describe('a state dict in an archive of another making', () => {
  // OrderedDict() of w: 2 elements of F32 at data/0.
  const pickle = Buffer.concat([
    Buffer.from(
      '\x80\x02}X\x01\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\n',
      'latin1',
    ),
    Buffer.from(
      'X\x01\0\0\x000X\x03\0\0\0cpuK\x02tQK\0K\x02\x85K\x01\x85\x89ccollections\nOrderedDict\n)RtRs.',
      'latin1',
    ),
  ]);
  const numbers = new Uint8Array(Float32Array.of(1.5, -2).buffer);
  const parts = (order?: string, method = 0) => [
    { name: 'a/data.pkl', data: pickle },
    { name: 'a/data/0', data: numbers, method },
    ...(order === undefined ? [] : [{ name: 'a/byteorder', data: Buffer.from(order) }]),
  ];
  const read = (bytes: Uint8Array) => readPytorchFile(memoryFile(bytes), 'x.bin');

  it('is read with and without zip64 fields, with and without a byte order', async () => {
    for (const options of [{}, { wide: true }]) {
      for (const order of [undefined, 'little']) {
        const checkpoint = await open(zipBytes(parts(order), options));
        assert.deepEqual(await checkpoint.read('w'), Float32Array.of(1.5, -2));
      }
    }
  });

  it('is refused when it is big-endian, or an entry that is needed is compressed', async () => {
    const code = 'WEIGHTS_FORMAT_UNSUPPORTED';
    await assert.rejects(read(zipBytes(parts('big'))), { code, message: /big-endian/ });
    await assert.rejects(read(zipBytes(parts('little', 8))), { code, message: /a\/data\/0" is compressed/ });
  });

  it('is refused when a storage is missing or has another size', async () => {
    const code = 'PICKLE_INVALID';
    await assert.rejects(read(zipBytes(parts().slice(0, 1))), { code, message: /data\/0/ });
    const short = [parts()[0], { name: 'a/data/0', data: numbers.subarray(4) }];
    await assert.rejects(read(zipBytes(short)), { code, message: /needs 8 bytes of storage, the archive has 4/ });
    const other = [parts()[0], { name: 'b/data/0', data: numbers }];
    await assert.rejects(read(zipBytes(other)), { code, message: /data\/0/ });
  });

  it('is refused when there is none or two', async () => {
    const code = 'WEIGHTS_CONTAINER_INVALID';
    await assert.rejects(read(zipBytes(parts().slice(1))), { code, message: /0 entries data\.pkl/ });
    await assert.rejects(read(zipBytes([...parts(), { name: 'b/data.pkl', data: pickle }])), {
      code,
      message: /2 entries/,
    });
  });

  it('is read beyond 4 GiB', async () => {
    // 8 GiB of zeros, then the numbers: elements 2^31 and 2^31 + 1.
    const hole = 2 ** 33;
    const long = (low: number) => `\x8a\x05${String.fromCharCode(low)}\0\0\x80\0`;
    const text = pickle.toString('latin1').replace('K\x02tQK\0', () => `${long(2)}tQ${long(0)}`);
    const bytes = zipBytes(
      [
        {
          ...{ name: 'a/data/0', data: numbers, flags: 8, local: { sizeBytes: 0 } },
          stated: { sizeBytes: hole + 8, storedBytes: hole + 8 },
        },
        { name: 'a/data.pkl', data: Buffer.from(text, 'latin1'), stated: { headerPosition: 30 + 8 + 8 + hole } },
      ],
      { wide: true, shift: hole },
    );
    const start = 30 + 8;
    const checkpoint = await openCheckpoint({
      ...memorySource({ 'pytorch_model.bin': bytes }),
      open: async () => ({
        sizeBytes: bytes.byteLength + hole,
        async read(into, position) {
          for (let i = 0; i < into.byteLength; i++) {
            const at = position + i;
            into[i] = at < start ? bytes[at] : at < start + hole ? 0 : bytes[at - hole];
          }
        },
        close: async () => undefined,
      }),
    });
    assert.deepEqual(await checkpoint.read('w'), Float32Array.of(1.5, -2));
  });
});
