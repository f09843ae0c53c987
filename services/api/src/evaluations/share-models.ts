import type { ModelSource } from '@model-trace/core/hub';
import { limits } from '../limits.ts';
import type { ModelAccess } from './model-access.ts';
import { rememberTexts } from './remember-models.ts';

interface Opened {
  source: ModelSource;
  /** When it was opened, and when it was last seen to be as it was then. */
  at: number;
  seenAt: number;
}

/**
 * Opens a model at a revision once for all who ask while it is being opened, and reads each of its small files once for them.
 * A directory that is opened again soon, and has not changed since (see ModelSource.state), is the same source, so that what
 * was read of it or found in it is known; it is looked at ten times a second at the most. Nothing of the Hub is kept longer than its opening: whoever pushes to a model and
 * submits it then gets what was pushed. What a submitter's token opens is not shared.
 */
export function shareModels(models: ModelAccess, { now = performance.now.bind(performance) } = {}): ModelAccess {
  const opening = new Map<string, Promise<ModelSource>>();
  const directories = new Map<string, Opened>();

  const open = async (name: string, { id, revision }: { id: string; revision: string | undefined }) => {
    const lookedAt = now();
    // A time of its own: whoever came first may have less of it left than the others.
    const signal = AbortSignal.timeout(limits.resolveTimeoutMs);
    const source = await models.open(id, { ...(revision !== undefined && { revision }), signal });
    if (source.state === undefined) return rememberTexts(source);
    const known = directories.get(name);
    // The signal of its opening ends its reads as well.
    if (known?.source.state === source.state && now() - known.at < limits.knownDirectoryMs) {
      known.seenAt = lookedAt;
      return known.source;
    }
    const opened = { source: rememberTexts(source), at: now(), seenAt: lookedAt };
    directories.delete(name);
    directories.set(name, opened);
    if (directories.size > limits.knownDirectories) directories.delete(directories.keys().next().value!);
    return opened.source;
  };
  const share = (
    name: string,
    { id, revision }: { id: string; revision: string | undefined },
  ): Promise<ModelSource> => {
    const known = opening.get(name);
    if (known !== undefined) return known;
    const opened = open(name, { id, revision });
    opening.set(name, opened);
    const forget = () => opening.delete(name);
    opened.then(forget, forget);
    return opened;
  };

  return {
    open: async (id, options) => {
      if (options.hubToken !== undefined) return models.open(id, options);
      const { revision, signal } = options;
      const name = revision === undefined ? id : JSON.stringify([id, revision]);
      const known = directories.get(name);
      if (known !== undefined && now() - known.seenAt < limits.directoryLookMs) return known.source;
      return unlessAborted(share(name, { id, revision }), signal);
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
