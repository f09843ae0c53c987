import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { memorySource, safetensorsBytes } from '../../test/memory-file.ts';
import { openModel } from '../hub/index.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { type TensorToWrite, writeSafetensors } from './write-safetensors.ts';

const fixtures = join(import.meta.dirname, '../../test/fixtures/safetensors');

async function temporary(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-weights-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}

const openDirectory = (path: string) =>
  openModel(path, { roots: null, cacheDir: join(path, 'cache'), cacheMaxBytes: 0 });

async function written(t: TestContext, tensors: readonly TensorToWrite[]) {
  const directory = await temporary(t);
  await writeSafetensors(join(directory, 'model.safetensors'), tensors);
  const checkpoint = await openCheckpoint(await openDirectory(directory));
  t.after(() => checkpoint.close());
  return checkpoint;
}

/** Element i is i, exactly: below 2^24. */
const counting = (length: number) => Float32Array.from({ length }, (_, i) => i);

describe('a file of the reference library', () => {
  const { tensors } = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')) as {
    tensors: Record<string, { shape: number[]; values: number[] }>;
  };

  it('gives the numbers that PyTorch gives, for every number format', async (t) => {
    const checkpoint = await openCheckpoint(await openDirectory(fixtures));
    t.after(() => checkpoint.close());
    for (const [name, { shape, values }] of Object.entries(tensors)) {
      assert.deepEqual(checkpoint.tensors.get(name)?.shape, shape);
      const read = await checkpoint.read(name);
      assert.ok(
        read.length === values.length && read.every((value, i) => Object.is(value, Math.fround(values[i]))),
        `${name}: ${read} instead of ${values}`,
      );
    }
    // 35 each in f64, f32, f16, bf16; 9 + 1 + 0 + 7 beside; 4 in f8; masks and ids have no fractions.
    assert.equal(checkpoint.parameters, 4 * 35 + 9 + 1 + 7 + 4);
    assert.equal(checkpoint.dtype, 'BF16');
    assert.deepEqual(Object.keys(checkpoint.tensors.get('f32')!).sort(), ['dtype', 'name', 'shape', 'sizeBytes']);
  });

  it('has tensors that cannot be read as numbers, and harms nobody who does not', async (t) => {
    const checkpoint = await openCheckpoint(await openDirectory(fixtures));
    t.after(() => checkpoint.close());
    for (const name of ['mask', 'ids']) {
      await assert.rejects(checkpoint.read(name), { code: 'WEIGHTS_DTYPE_UNSUPPORTED', message: new RegExp(name) });
      await assert.rejects(checkpoint.gatherRows(name, [0]), { code: 'WEIGHTS_DTYPE_UNSUPPORTED' });
    }
    await assert.rejects(checkpoint.read('absent'), { code: 'TENSOR_MISSING', message: /absent/ });
    await assert.rejects(checkpoint.read('__proto__'), { code: 'TENSOR_MISSING' });
  });
});

/** IEEE 754 by its definition: (-1)^s 2^(e - bias) 1.m, and 0.m for e = 0. */
function byDefinition(bits: number, exponentBits: number, mantissaBits: number): number {
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> mantissaBits) & (2 ** exponentBits - 1);
  const fraction = (bits & (2 ** mantissaBits - 1)) / 2 ** mantissaBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 ** exponentBits - 1) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? 2 ** (1 - bias) * fraction : 2 ** (exponent - bias) * (1 + fraction));
}

describe('widening', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, i) => i);
  const bytes = new Uint8Array(all.buffer);

  it('is exact for each of the 65,536 values of F16 and BF16', async (t) => {
    const shape = [65_536];
    const tensors: TensorToWrite[] = [
      { name: 'f16', dtype: 'F16', shape, data: bytes },
      { name: 'bf16', dtype: 'BF16', shape, data: bytes },
    ];
    const checkpoint = await written(t, tensors);
    for (const [name, exponentBits, mantissaBits] of [
      ['f16', 5, 10],
      ['bf16', 8, 7],
    ] as const) {
      const values = await checkpoint.read(name);
      for (let i = 0; i < 65_536; i++) {
        const expected = byDefinition(i, exponentBits, mantissaBits);
        if (!Object.is(values[i], expected))
          assert.fail(`${name} ${i.toString(16)}: ${values[i]} instead of ${expected}`);
      }
    }
  });

  it('narrows F64 to the nearest', async (t) => {
    const numbers = new Float64Array([1 / 3, 1e300, -1e-300, Number.NaN, 16_777_217]);
    const checkpoint = await written(t, [
      { name: 'w', dtype: 'F64', shape: [5], data: new Uint8Array(numbers.buffer) },
    ]);
    assert.deepEqual([...(await checkpoint.read('w'))], [...numbers].map(Math.fround));
  });
});

describe('read', () => {
  // 3,001 rows of 701: several parts of every path (1 MiB converted, 8 MiB straight), odd lengths, odd offsets.
  const [rows, cols] = [3001, 701];
  const values = counting(rows * cols);
  // Whole numbers below 2^8 are exact in BF16, below 2^11 in F16.
  const small = values.map((value) => value % 251);
  const data = { F32: values, F64: values, F16: small, BF16: small };

  it('gives the same to many at once: more than there are slots to widen BF16 in', async (t) => {
    const checkpoint = await written(t, [{ name: 'w', dtype: 'BF16', shape: [rows, cols], data: small }]);
    for (let round = 0; round < 2; round++) {
      const reads = await Promise.all(Array.from({ length: 12 }, () => checkpoint.read('w')));
      for (const read of reads) assert.deepEqual(read, small);
    }
  });

  it('gives any rows, into any buffer, in every number format', async (t) => {
    const tensors = Object.entries(data).map(
      ([dtype, data]) => ({ name: dtype, dtype, shape: [rows, cols], data }) as TensorToWrite,
    );
    const checkpoint = await written(t, [
      { name: 'odd', dtype: 'U8', shape: [1], data: new Uint8Array(1) },
      ...tensors,
    ]);
    for (const [dtype, expected] of Object.entries(data)) {
      assert.deepEqual(await checkpoint.read(dtype), expected);
      for (const [start, end] of [
        [0, rows],
        [0, 0],
        [rows, rows],
        [1, 2],
        [2999, 3001],
        [7, 2000],
      ] as const) {
        const room = new Float32Array((end - start) * cols + 2).fill(-1);
        const into = room.subarray(1, room.length - 1);
        const read = await checkpoint.read(dtype, { rows: [start, end], into });
        assert.equal(read, into);
        assert.deepEqual(read, expected.subarray(start * cols, end * cols));
        assert.deepEqual([room[0], room.at(-1)], [-1, -1], 'nothing beside the buffer is touched');
      }
    }
  });

  it('fills shared memory, for worker threads', async (t) => {
    const checkpoint = await written(t, [
      { name: 'f32', shape: [10, 3], data: counting(30) },
      { name: 'bf16', dtype: 'BF16', shape: [10, 3], data: counting(30) },
    ]);
    for (const name of ['f32', 'bf16']) {
      const into = new Float32Array(new SharedArrayBuffer(120));
      await checkpoint.read(name, { into });
      assert.deepEqual([...into], [...counting(30)]);
    }
  });

  it('may be called many times at once', async (t) => {
    const checkpoint = await written(t, [{ name: 'w', dtype: 'BF16', shape: [rows, cols], data: small }]);
    const reads = Array.from({ length: 20 }, (_, i) => checkpoint.read('w', { rows: [i, i + 2000] }));
    for (const [i, read] of (await Promise.all(reads)).entries()) {
      assert.deepEqual(read, small.subarray(i * cols, (i + 2000) * cols));
    }
  });

  it('refuses rows that are not there and buffers that do not fit', async (t) => {
    const checkpoint = await written(t, [
      { name: 'w', shape: [4, 2], data: counting(8) },
      { name: 'scalar', shape: [], data: counting(1) },
    ]);
    for (const rows of [
      [-1, 2],
      [0, 5],
      [3, 2],
      [0.5, 2],
      [0, Number.NaN],
      [5, 5],
    ] as const) {
      await assert.rejects(checkpoint.read('w', { rows }), { code: 'TENSOR_SHAPE', message: /"w".*\[4, 2\]/ });
    }
    await assert.rejects(checkpoint.read('scalar', { rows: [0, 1] }), { code: 'TENSOR_SHAPE' });
    await assert.rejects(checkpoint.read('w', { into: new Float32Array(9) }), {
      code: 'TENSOR_SHAPE',
      message: /8.*9/,
    });
  });
});

describe('gatherRows', () => {
  it('gives the rows asked, in that order, whatever their number format', async (t) => {
    for (const dtype of ['F32', 'F64', 'F16', 'BF16'] as const) {
      for (const cols of [1, 3, 8, 700]) {
        const values = counting(300 * cols).map((value) => value % 251);
        const checkpoint = await written(t, [
          { name: 'odd', dtype: 'U8', shape: [3], data: new Uint8Array(3) },
          { name: 'w', dtype, shape: [300, cols], data: values },
        ]);
        await fc.assert(
          fc.asyncProperty(fc.array(fc.nat(299), { maxLength: 60 }), async (indices) => {
            const expected = indices.flatMap((row) => [...values.subarray(row * cols, (row + 1) * cols)]);
            assert.deepEqual(await checkpoint.gatherRows('w', indices), Float32Array.from(expected));
          }),
          { numRuns: 15 },
        );
      }
    }
  });

  it('reads little more than what is asked, and neighbours together', async () => {
    const [rows, cols] = [5000, 1000];
    const header = { w: { dtype: 'F32', shape: [rows, cols], data_offsets: [0, rows * cols * 4] } };
    const source = memorySource({ 'model.safetensors': safetensorsBytes(header, rows * cols * 4) });
    const reads: number[] = [];
    const checkpoint = await openCheckpoint({
      ...source,
      async open(path) {
        const file = await source.open(path);
        return {
          ...file,
          read(into, position) {
            reads.push(into.byteLength);
            return file.read(into, position);
          },
        };
      },
    });
    reads.length = 0;
    await checkpoint.gatherRows('w', [4000, 10, 11, 10, 2500, 12, 2501]);
    assert.deepEqual(reads.sort(), [12_000, 4000, 8000]);
    reads.length = 0;
    await checkpoint.gatherRows(
      'w',
      Uint32Array.from({ length: 5000 }, (_, i) => 4999 - i),
    );
    assert.equal(
      reads.reduce((sum, bytes) => sum + bytes),
      rows * cols * 4,
    );
    assert.ok(Math.max(...reads) <= 1024 * 1024, 'no read is larger than a scratch buffer');
  });

  it('refuses what is no row, and no matrix', async (t) => {
    const checkpoint = await written(t, [
      { name: 'w', shape: [4, 2], data: counting(8) },
      { name: 'v', shape: [4], data: counting(4) },
    ]);
    for (const row of [-1, 4, 0.5, Number.NaN, 2 ** 60]) {
      await assert.rejects(checkpoint.gatherRows('w', [0, row]), { code: 'TENSOR_SHAPE', message: /no row/ });
    }
    await assert.rejects(checkpoint.gatherRows('v', [0]), { code: 'TENSOR_SHAPE', message: /not a matrix/ });
  });
});

describe('a file over 4 GiB', () => {
  it('is read beyond each power of two', async (t) => {
    const directory = await temporary(t);
    const path = join(directory, 'model.safetensors');
    // Sparse: 5 GiB of zeros take no room on the disk.
    const rows = 5 * 1024;
    const cols = 512 * 1024;
    const dataBytes = rows * cols * 2;
    const header = safetensorsBytes({ w: { dtype: 'BF16', shape: [rows, cols], data_offsets: [0, dataBytes] } });
    await writeFile(path, header);
    await truncate(path, header.byteLength + dataBytes);
    const marks = [0, 2047, 2048, 4095, 4096, 5119];
    const file = await open(path, 'r+');
    for (const row of marks) {
      // A value of its own for each row: bits of a number from 1 up.
      await file.write(Uint16Array.of(0x3f80 + (row % 97)), 0, 2, header.byteLength + row * cols * 2);
    }
    await file.close();
    const checkpoint = await openCheckpoint(await openDirectory(directory));
    t.after(() => checkpoint.close());
    const expected = (row: number) => byDefinition(0x3f80 + (row % 97), 8, 7);
    for (const row of marks) {
      const values = await checkpoint.read('w', { rows: [row, row + 1] });
      assert.deepEqual([values[0], values[1], values.length], [expected(row), 0, cols]);
    }
    const gathered = await checkpoint.gatherRows('w', marks);
    assert.deepEqual(
      marks.map((_, i) => gathered[i * cols]),
      marks.map(expected),
    );
  });
});

describe('the files of a model', () => {
  const shard = (name: string, value: number) =>
    safetensorsBytes(
      { [name]: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } },
      new Uint8Array(Float32Array.of(value).buffer),
    );
  const index = (weight_map: unknown) => JSON.stringify({ metadata: {}, weight_map });
  const indexPath = 'model.safetensors.index.json';

  it('may be shards named by an index', async () => {
    const checkpoint = await openCheckpoint(
      memorySource({
        [indexPath]: index({ v: 's-1.safetensors', w: 'sub/s-2.safetensors' }),
        's-1.safetensors': shard('v', 1),
        'sub/s-2.safetensors': shard('w', 2),
        'unrelated.safetensors': 'never opened',
      }),
    );
    assert.deepEqual([...(await checkpoint.read('v')), ...(await checkpoint.read('w'))], [1, 2]);
    assert.equal(checkpoint.parameters, 2);
  });

  it('may be one file of another name, and model.safetensors goes before an index', async () => {
    const one = await openCheckpoint(
      memorySource({ 'pytorch.safetensors': shard('v', 3), 'adapter_model.safetensors': '' }),
    );
    assert.deepEqual([...(await one.read('v'))], [3]);
    const both = await openCheckpoint(memorySource({ 'model.safetensors': shard('v', 4), [indexPath]: 'not read' }));
    assert.deepEqual([...(await both.read('v'))], [4]);
  });

  it('report the progress of all together', async () => {
    const files = { 's-1.safetensors': shard('v', 1), 's-2.safetensors': shard('w', 2) };
    const source = memorySource({ [indexPath]: index({ v: 's-1.safetensors', w: 's-2.safetensors' }), ...files });
    const total = files['s-1.safetensors'].length + files['s-2.safetensors'].length;
    const seen: [number, number][] = [];
    await openCheckpoint(
      {
        ...source,
        open(path, options) {
          const size = source.files.get(path)!.sizeBytes;
          // As a download that starts over once.
          for (const received of [0, 10, 0, size]) options?.onBytes?.(received, size);
          return source.open(path);
        },
      },
      { onBytes: (received, of) => seen.push([received, of]) },
    );
    assert.deepEqual(seen.at(-1), [total, total]);
    assert.ok(seen.every(([received, of]) => received >= 0 && received <= total && of === total));
  });

  const missing: [title: string, files: string[], says: RegExp, fix: RegExp][] = [
    ['nothing', [], /no safetensors or PyTorch/, /model\.safetensors/],
    [
      'PyTorch files of other names',
      ['optimizer.pt', 'model.bin'],
      /other names \(optimizer\.pt\)/,
      /pytorch_model\.bin/,
    ],
    ['GGUF', ['q4.gguf'], /GGUF/, /converted from/],
    ['an adapter', ['adapter_model.safetensors', 'adapter_config.json'], /PEFT adapter/, /weightType/],
    ['several candidates', ['a.safetensors', 'b.safetensors'], /2 safetensors files/, /index/],
    ['TensorFlow weights', ['tf_model.h5'], /another framework/, /safetensors/],
  ];
  for (const [title, paths, says, fix] of missing) {
    it(`that are ${title} are told what to do`, async () => {
      const source = memorySource(Object.fromEntries(['config.json', ...paths].map((path) => [path, '{}'])));
      await assert.rejects(openCheckpoint(source), { code: 'WEIGHTS_MISSING', message: says, fix });
    });
  }

  const bad: [title: string, index: string, code: string, says: RegExp][] = [
    ['is no JSON', '{', 'WEIGHTS_HEADER_INVALID', /not JSON/],
    ['is null', 'null', 'WEIGHTS_HEADER_INVALID', /no weight_map/],
    ['has a list', index([]), 'WEIGHTS_HEADER_INVALID', /no weight_map/],
    ['is empty', index({}), 'WEIGHTS_HEADER_INVALID', /empty/],
    [
      'names a tensor twice',
      '{"weight_map":{"v":"s-1.safetensors","v":"s-1.safetensors"}}',
      'WEIGHTS_HEADER_INVALID',
      /"v" occurs twice/,
    ],
    ['names a file that is not there', index({ v: 's-9.safetensors' }), 'WEIGHTS_MISSING', /s-9/],
    [
      'leaves a tensor out',
      index({ w: 's-2.safetensors', x: 's-1.safetensors' }),
      'WEIGHTS_HEADER_INVALID',
      /"v", but the index does not name it/,
    ],
    [
      'has a tensor too many',
      index({ v: 's-1.safetensors', x: 's-1.safetensors' }),
      'WEIGHTS_HEADER_INVALID',
      /"x", but it has not/,
    ],
    [
      'mixes shards up',
      index({ v: 's-2.safetensors', w: 's-1.safetensors' }),
      'WEIGHTS_HEADER_INVALID',
      /the index says it is in/,
    ],
    ...[
      '../s-1.safetensors',
      '/s-1.safetensors',
      'a/../../s.safetensors',
      '%2e%2e/s.safetensors',
      's\\1.safetensors',
      'https://x/s.safetensors',
      's-1.bin',
      '',
      './s-1.safetensors',
    ].map((path): [string, string, string, RegExp] => [
      `names ${path || 'nothing'}`,
      index({ v: path }),
      'WEIGHTS_HEADER_INVALID',
      /"v" is said to be in/,
    ]),
    ['names a number', index({ v: 1 }), 'WEIGHTS_HEADER_INVALID', /"v" is said to be in/],
  ];
  for (const [title, text, code, says] of bad) {
    it(`with an index that ${title} are refused`, async () => {
      const files = { [indexPath]: text, 's-1.safetensors': shard('v', 1), 's-2.safetensors': shard('w', 2) };
      await assert.rejects(openCheckpoint(memorySource(files)), { code, message: says });
    });
  }

  it('are all closed when one of them is bad', async () => {
    const source = memorySource({
      [indexPath]: index({ v: 's-1.safetensors', w: 's-2.safetensors' }),
      's-1.safetensors': shard('v', 1),
      's-2.safetensors': 'broken file',
    });
    let open = 0;
    const counted: typeof source = {
      ...source,
      async open(path) {
        const file = await source.open(path);
        open++;
        return { ...file, close: async () => void open-- };
      },
    };
    await assert.rejects(openCheckpoint(counted), { code: 'WEIGHTS_HEADER_INVALID' });
    assert.equal(open, 0);
  });
});
