import type { ModelSource } from '@model-trace/core/hub';
import { limits } from '../limits.ts';
import type { ModelAccess } from './model-access.ts';
import { rememberTexts } from './remember-models.ts';

/**
 * Opens a model at a revision once for all who ask while it is being opened, and reads each of its small files once for them.
 * Nothing is kept longer: whoever pushes to a model and submits it then gets what was pushed. What a submitter's token opens
 * is not shared.
 */
export function shareModels(models: ModelAccess): ModelAccess {
  const opening = new Map<string, Promise<ModelSource>>();

  const share = (id: string, revision: string | undefined): Promise<ModelSource> => {
    const name = JSON.stringify([id, revision]);
    const known = opening.get(name);
    if (known !== undefined) return known;
    // A time of its own: whoever came first may have less of it left than the others.
    const signal = AbortSignal.timeout(limits.resolveTimeoutMs);
    const opened = models.open(id, { ...(revision !== undefined && { revision }), signal }).then(rememberTexts);
    opening.set(name, opened);
    const forget = () => opening.delete(name);
    opened.then(forget, forget);
    return opened;
  };

  return {
    open: async (id, options) => {
      if (options.hubToken !== undefined) return models.open(id, options);
      return unlessAborted(share(id, options.revision), options.signal);
    },
  };
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
