import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HiddenStates, KeptValues, Resume } from '../engine/index.ts';
import { folderBytes } from './folder-bytes.ts';
import { readStatesFile, statesFileBytes, writeStatesFile } from './states-file.ts';
import { readValuesFile, writeValuesFile } from './values-file.ts';

/** Where the checkpoints of all jobs lie, and how much of it. */
export interface CheckpointSettings {
  /** On a volume that all workers share, or a job only goes on where it began. */
  readonly directory: string;
  /** States are not kept sooner after the start of a job, or after they were kept. Default 30,000; 0: after each block. */
  readonly everyMs?: number;
  /** Bound of the whole directory: beyond it nothing more is kept. Default 20 GiB. */
  readonly maxBytes?: number;
}

export interface OpenResumeOptions extends CheckpointSettings {
  /** Name of the job's folder. */
  readonly job: string;
  /** Once aborted, states are kept after each block: the process is about to be ended. */
  readonly hurry?: AbortSignal;
  /** Told the number of blocks that were found in place of computed, each time. */
  readonly onResumed?: (blocks: number) => void;
  readonly now?: () => number;
}

const defaults = { everyMs: 30_000, maxBytes: 20 * 2 ** 30 };
/** Of the time between two writes, the writes are at most this share. */
const maxShare = 0.05;

/** The checkpoints of one job, in a folder of its own. Failures of the disk only mean that nothing is kept. */
export function openResume(options: OpenResumeOptions): Resume {
  const { job, directory, everyMs = defaults.everyMs, maxBytes = defaults.maxBytes } = options;
  const { hurry, onResumed = () => {}, now = () => performance.now() } = options;
  const folder = join(directory, job);

  const place = (key: string): Resume => {
    const path = (kind: string) => join(folder, `${key.slice(0, 32)}.${kind}`);
    let next = now() + everyMs;
    const isTime = () => hurry?.aborted === true || now() >= next;
    /** Writes, and waits in proportion to what it took until the next time. */
    const timed = async (write: () => Promise<void>): Promise<void> => {
      const startedAt = now();
      // A full or absent disk must not fail what it should only have sped up.
      await write().catch(() => undefined);
      next = now() + (everyMs === 0 ? 0 : Math.max(everyMs, (now() - startedAt) / maxShare));
    };

    return {
      of: (...decidedBy) => place(digest(key, ...decidedBy)),

      async restoreStates(hidden, atMost) {
        const kept = await readStatesFile(path('states'), { hidden, key, atMost }).catch(() => null);
        if (kept !== null) onResumed(kept);
        return kept ?? 0;
      },

      async keepStates(hidden, blocks, before) {
        if (!isTime()) return;
        // Not within `timed`: what fails there fails the computation itself.
        await before?.();
        await timed(async () => {
          await mkdir(folder, { recursive: true });
          const sizeBytes = statesFileBytes(hidden, await elementBytesOf(hidden));
          if ((await folderBytes(directory)) + sizeBytes > maxBytes) return;
          await writeStatesFile(path('states'), { hidden, key, blocks });
        });
      },

      async values() {
        const values = await readValuesFile(path('values'), key).catch(() => new Map<string, unknown>());
        let dirty = false;
        const flush = async () => {
          if (!dirty) return;
          dirty = false;
          await timed(async () => {
            await mkdir(folder, { recursive: true });
            await writeValuesFile(path('values'), key, values);
          });
        };
        return {
          get: (name) => values.get(name),
          async keep(name, value) {
            values.set(name, value);
            dirty = true;
            if (isTime()) await flush();
          },
          flush,
        } satisfies KeptValues;
      },
    };
  };
  return place(digest('model-trace job', job));
}

async function elementBytesOf(hidden: HiddenStates): Promise<number> {
  let bytes = 0;
  await hidden.read([{ firstRow: 0, rows: Math.min(1, hidden.rows) }], (states) => {
    bytes = states.BYTES_PER_ELEMENT;
  });
  return bytes;
}

const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');
