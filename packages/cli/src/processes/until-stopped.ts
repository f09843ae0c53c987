import { once } from 'node:events';

/** Resolves when the user or the system asks us to stop. */
export async function untilStopped(signal: AbortSignal): Promise<void> {
  // A pending promise alone does not keep a process running.
  const awake = setInterval(() => {}, 2 ** 30);
  try {
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    clearInterval(awake);
  }
}
