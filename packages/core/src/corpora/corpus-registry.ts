import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { ModelTraceError } from '../errors.ts';
import type { Corpus } from './corpus.ts';
import { readCorpusFile } from './read-corpus-file.ts';

const CorpusEntry = Type.Object(
  {
    id: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' }),
    file: Type.String({ minLength: 1, maxLength: 1024 }),
    format: Type.Union([Type.Literal('text'), Type.Literal('jsonl')]),
    field: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    sha256: Type.String({ pattern: '^[0-9a-fA-F]{64}$' }),
    description: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
);
type CorpusEntry = Static<typeof CorpusEntry>;

const RegistryFile = Type.Object(
  { corpora: Type.Array(CorpusEntry, { maxItems: 1000 }) },
  { additionalProperties: false },
);

export interface RegisteredCorpus extends CorpusEntry {
  /** Null: the file is not there. */
  readonly sizeBytes: number | null;
}

/** The corpora that the operator offers. */
export interface CorpusRegistry {
  /** @throws CORPORA_INVALID */
  list(): Promise<RegisteredCorpus[]>;
  /** @throws CORPUS_UNKNOWN naming those there are, CORPORA_INVALID */
  require(id: string): Promise<CorpusEntry>;
  /** @throws CORPUS_UNKNOWN, CORPORA_INVALID, and what `readCorpusFile` throws */
  read(id: string, options?: { limit?: number; signal?: AbortSignal }): Promise<Corpus>;
}

const registryFile = 'corpora.json';
const maxRegistryBytes = 2 ** 20;

/**
 * The registry in a directory: `corpora.json`, {"corpora": [{"id", "file", "format": "text" | "jsonl", "field"?,
 * "sha256", "description"?}]}, beside the files it names. It is read each time, so that a corpus can be added while
 * services run; a file is refused when its SHA-256 is not the registered one.
 * @param directory  null: there are none
 */
export function corpusRegistry(directory: string | null): CorpusRegistry {
  const entries = async () => (directory === null ? [] : readEntries(directory));

  async function entryOf(id: string): Promise<CorpusEntry> {
    const all = await entries();
    const found = all.find((entry) => entry.id === id);
    if (found !== undefined) return found;
    const ids = all.map((entry) => entry.id).join(', ');
    throw new ModelTraceError('CORPUS_UNKNOWN', `There is no corpus ${JSON.stringify(id)} here`, {
      fix: all.length === 0 ? 'The operator registers corpora in CORPORA_DIR/corpora.json' : `There are ${ids}`,
    });
  }

  return {
    async list() {
      return Promise.all(
        (await entries()).map(async (entry) => {
          const found = await stat(join(directory!, entry.file)).catch(() => null);
          return { ...entry, sizeBytes: found?.isFile() ? found.size : null };
        }),
      );
    },
    require: entryOf,
    async read(id, options) {
      const { file, format, field, sha256 } = await entryOf(id);
      const path = await insideDirectory(directory!, { id, file });
      return readCorpusFile({ id, path, format, field, sha256, ...options });
    },
  };
}

async function readEntries(directory: string): Promise<CorpusEntry[]> {
  const path = join(directory, registryFile);
  const invalid = (what: string, cause?: unknown) =>
    // Not the directory: the API tells this to its clients.
    new ModelTraceError('CORPORA_INVALID', `${registryFile} in CORPORA_DIR ${what}`, { cause });
  let json: string;
  try {
    if ((await stat(path)).size > maxRegistryBytes) throw invalid(`has more than ${maxRegistryBytes} bytes`);
    json = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof ModelTraceError) throw cause;
    throw invalid(`cannot be read: ${(cause as NodeJS.ErrnoException).code}`, cause);
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw invalid('is not JSON', cause);
  }
  if (!Value.Check(RegistryFile, value)) {
    const [first] = Value.Errors(RegistryFile, value);
    throw invalid(`is not a registry of corpora: ${first?.instancePath || '/'} ${first?.message}`);
  }
  const ids = value.corpora.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) throw invalid(`names the corpus ${JSON.stringify(twice)} twice`);
  if (ids.includes('passage')) throw invalid('names a corpus "passage", which is the fixed text of the leaderboard');
  return value.corpora;
}

/** Links are followed before it is checked. */
async function insideDirectory(directory: string, { id, file }: { id: string; file: string }): Promise<string> {
  try {
    const [root, path] = await Promise.all([realpath(directory), realpath(join(directory, file))]);
    const inside = relative(root, path);
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) throw new Error('outside');
    return path;
  } catch (cause) {
    throw new ModelTraceError(
      'CORPUS_UNREADABLE',
      `The file ${JSON.stringify(file)} of the corpus ${JSON.stringify(id)} is not in the directory of corpora`,
      { cause },
    );
  }
}
