import { createHash } from 'node:crypto';
import type { TraceResult } from '../results/index.ts';

/** What a result says about the token ids that activations were taken on. `seed`: null when they were given. */
export function describeTokens(
  sequences: readonly Int32Array[],
  seed: number | null,
): TraceResult['protocol']['activations'] {
  const hash = createHash('sha256');
  for (const sequence of sequences) hash.update(littleEndian(sequence));
  return {
    source: seed === null ? 'tokens' : 'uniform',
    seed,
    sequences: sequences.length,
    tokens: sequences.reduce((sum, sequence) => sum + sequence.length, 0),
    sha256: hash.digest('hex'),
  };
}

function littleEndian(values: Int32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * 4));
  for (const [i, value] of values.entries()) bytes.setInt32(i * 4, value, true);
  return new Uint8Array(bytes.buffer);
}
