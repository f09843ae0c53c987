import { ModelTraceError } from '@model-trace/core/errors';
import type { ModelAccess } from './model-access.ts';

/** Opens each model at each revision once, and reads each of its small files once, for the many requests of a batch. */
export function rememberModels(models: ModelAccess): ModelAccess {
  const opened = new Map<string, ReturnType<ModelAccess['open']>>();
  return {
    open: (id, options) => {
      const name = JSON.stringify([id, options.revision]);
      const known = opened.get(name) ?? openOnce(models, { id, ...options }).then(rememberTexts);
      opened.set(name, known);
      return known;
    },
  };
}

/** A request that gave up must not look like a refusal to the others that share what it opened. */
async function openOnce(models: ModelAccess, { id, ...options }: { id: string } & OpenOptions): Promise<Source> {
  try {
    return await models.open(id, options);
  } catch (cause) {
    if (!options.signal.aborted) throw cause;
    throw new ModelTraceError('HUB_UNAVAILABLE', `${id} was not found in time`, { cause });
  }
}

type OpenOptions = Parameters<ModelAccess['open']>[1];
type Source = Awaited<ReturnType<ModelAccess['open']>>;

/** Reads each text once. */
export function rememberTexts(source: Source): Source {
  const texts = new Map<string, ReturnType<Source['readText']>>();
  const readText: Source['readText'] = (path, options) => {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const text = source.readText(path, options);
    texts.set(path, text);
    // A source of a directory lives longer than what may ail its disk; one of the Hub is done with soon.
    if (source.state !== undefined) text.catch(() => texts.delete(path));
    return text;
  };
  return { ...source, readText };
}
