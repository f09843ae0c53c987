import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModelTraceError } from '@model-trace/core/errors';

/** What one evaluation may take; absent: as much as there is. */
export interface JobLimits {
  readonly memoryMaxBytes?: number;
  readonly timeoutMs?: number;
}

/** Memory grows by at most some hundred MB between two looks. */
const lookEveryMs = 200;

/**
 * Watches the process of one evaluation until `stop` and calls `onExceeded` once, with the limit that it is over.
 * Memory is what the process has for itself (Linux): pages of mapped files are the system's to take back.
 */
export function guardProcess({
  pid,
  limits: { memoryMaxBytes, timeoutMs },
  onExceeded,
  memoryOf = residentBytes,
}: {
  pid: number;
  limits: JobLimits;
  onExceeded(error: ModelTraceError): void;
  memoryOf?: (pid: number) => Promise<number | null>;
}): { stop(): void } {
  if (memoryMaxBytes === undefined && timeoutMs === undefined) return { stop: () => {} };
  const stopping = new AbortController();
  const { signal } = stopping;
  const exceeded = (error: ModelTraceError) => {
    if (signal.aborted) return;
    stopping.abort();
    onExceeded(error);
  };
  const watchMemory = async (maxBytes: number): Promise<void> => {
    while (!signal.aborted) {
      const bytes = await memoryOf(pid);
      if (bytes !== null && bytes > maxBytes) exceeded(memoryExceeded(bytes, maxBytes));
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
  };
  if (memoryMaxBytes !== undefined) void watchMemory(memoryMaxBytes);
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => exceeded(timedOut(timeoutMs)), Math.min(timeoutMs, maxTimer));
  return {
    stop: () => {
      stopping.abort();
      clearTimeout(timer);
    },
  };
}

/** What setTimeout can wait. */
const maxTimer = 2 ** 31 - 1;

const memoryExceeded = (bytes: number, maxBytes: number): ModelTraceError =>
  new ModelTraceError(
    'JOB_MEMORY_EXCEEDED',
    `The evaluation took ${mebibytes(bytes)} MiB of memory, of ${mebibytes(maxBytes)} MiB that one may take`,
    {
      details: { bytes, maxBytes },
      fix: 'Raise JOB_MEMORY_MAX_BYTES of the workers, or lower HIDDEN_MEMORY_MAX_BYTES, or submit a shorter corpus.',
    },
  );

const timedOut = (timeoutMs: number): ModelTraceError =>
  new ModelTraceError('JOB_TIMEOUT', `The evaluation took longer than ${timeoutMs / 1000} s`, {
    details: { timeoutMs },
    fix: 'Raise JOB_TIMEOUT_MS of the workers, or submit a shorter corpus or fewer tasks.',
  });

const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

/** Null: there is no such process, or the system does not say. */
async function residentBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = ['RssAnon', 'RssShmem'].map((name) => new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]);
  if (kibibytes.includes(undefined)) return null;
  return kibibytes.reduce((sum, value) => sum + Number(value), 0) * 1024;
}
