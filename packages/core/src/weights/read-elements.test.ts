import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryFile } from '../../test/memory-file.ts';
import { dtypeBits, type ReadableDtype } from './dtype.ts';
import { gatherElements } from './gather-elements.ts';
import { readElements } from './read-elements.ts';
import { createScratchPool } from './scratch-pool.ts';

const dtypes: ReadableDtype[] = ['F64', 'F32', 'F16', 'BF16', 'F8_E4M3', 'F8_E5M2'];
const scratch = createScratchPool();

/** Any bytes; those of F64 are whole numbers, which float32 holds. */
function contentOf(dtype: ReadableDtype, count: number): Uint8Array {
  if (dtype === 'F64') return new Uint8Array(Float64Array.from({ length: count }, (_, i) => i - 1000).buffer);
  const bytes = new Uint8Array((count * dtypeBits[dtype]) / 8);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.imul(i + 1, 0x9e3779b1) >>> 24;
  return bytes;
}

/** Payloads of NaN may differ where a number went through a register. */
function assertSame(actual: Float32Array, expected: Float32Array): void {
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) assert.fail(`element ${i} is ${actual[i]}, expected ${expected[i]}`);
  }
}

describe('a remote file', () => {
  for (const dtype of dtypes) {
    it(`gives the elements of a local one (${dtype}), in their place and nowhere else`, async () => {
      // Around one slice of a conversion, and of odd numbers.
      for (const count of [0, 1, 2, 3, 7, 64, 1001, 512 * 1024, 512 * 1024 + 1, 1_100_001]) {
        const content = contentOf(dtype, count);
        const local = memoryFile(content);
        const options = { dtype, position: 0, scratch };
        const expected = new Float32Array(count);
        await readElements({ ...options, file: local, into: expected });
        const around = new Float32Array(count + 3).fill(7);
        let reads = 0;
        const remote = {
          ...local,
          remote: true as const,
          read(into: Uint8Array, at: number) {
            reads++;
            return local.read(into, at);
          },
        };
        await readElements({ ...options, file: remote, into: around.subarray(1, count + 1) });
        assertSame(around.subarray(1, count + 1), expected);
        assert.deepEqual([around[0], ...around.subarray(count + 1)], [7, 7, 7]);
        if (dtype !== 'F64') assert.equal(reads, 1, 'all of it is asked for at once');
      }
    });

    it(`gives the rows of a local one (${dtype}), each asked for once and all in one turn`, async () => {
      const cols = 5;
      const local = memoryFile(contentOf(dtype, 100 * cols));
      const indices = [99, 3, 3, 0, 50, 51, 99, 2, 0];
      const options = { dtype, position: 0, cols, indices, scratch };
      const expected = new Float32Array(indices.length * cols);
      await gatherElements({ ...options, file: local, into: expected });
      const asked: number[] = [];
      const remote = {
        ...local,
        remote: true as const,
        read(into: Uint8Array, position: number) {
          asked.push(position / ((cols * dtypeBits[dtype]) / 8));
          return local.read(into, position);
        },
      };
      const into = new Float32Array(indices.length * cols);
      const gathering = gatherElements({ ...options, file: remote, into });
      assert.deepEqual(asked, [0, 2, 3, 50, 51, 99]);
      await gathering;
      assertSame(into, expected);
    });
  }
});
