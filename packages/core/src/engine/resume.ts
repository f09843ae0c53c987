import { createHash } from 'node:crypto';
import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import type { HiddenStates } from './hidden-states.ts';
import type { Device } from './provider.ts';

/**
 * Where a computation keeps what it has finished, so that it goes on from there when its process is lost. Nothing here may
 * change a number: what is found is what was kept, to the last bit, or nothing. Keeping never fails a computation either.
 */
export interface Resume {
  /** The place of a part that is decided by these values besides those before. */
  of(...decidedBy: readonly string[]): Resume;
  /**
   * Fills the stream as it was after some blocks, at most `atMost`.
   * @returns how many; 0: nothing fit, and the stream holds anything
   */
  restoreStates(hidden: HiddenStates, atMost: number): Promise<number>;
  /** Keeps the stream as it is after `blocks` blocks, unless it was kept a short while ago; `before` runs if it is. */
  keepStates(hidden: HiddenStates, blocks: number, before?: () => Promise<void>): Promise<void>;
  /** Small values of this place, by name. */
  values(): Promise<KeptValues>;
}

export interface KeptValues {
  /** As JSON gives it back. */
  get(name: string): unknown;
  /** Written now and then, and by `flush`. */
  keep(name: string, value: unknown): Promise<void>;
  flush(): Promise<void>;
}

/** What decides the residual stream after each block, apart from the contents of the weights. */
export function runIdentity(run: {
  checkpoint: Checkpoint;
  spec: ModelSpec;
  sequences: readonly Int32Array[];
  device: Device;
}): string {
  const hash = createHash('sha256');
  for (const { name, dtype, shape, sizeBytes } of run.checkpoint.tensors.values())
    hash.update(`${JSON.stringify([name, dtype, shape, sizeBytes])}\n`);
  hash.update(JSON.stringify([run.spec, run.device, run.sequences.map(({ length }) => length)]));
  for (const { buffer, byteOffset, byteLength } of run.sequences)
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}
