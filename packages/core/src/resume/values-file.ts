import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, unlink, writeFile } from 'node:fs/promises';

/** Results of all blocks of a trace are some hundred kB; more was not written by us. */
const maxBytes = 64 * 2 ** 20;

/** The values in the file; none where it is absent, of another key or damaged. */
export async function readValuesFile(path: string, key: string): Promise<Map<string, unknown>> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const [digest, content = ''] = text.length > maxBytes ? [] : text.split('\n', 2);
  if (digest !== digestOf(key, content)) return new Map();
  return new Map(Object.entries(JSON.parse(content) as Record<string, unknown>));
}

/** Puts all of them there at once. */
export async function writeValuesFile(path: string, key: string, values: ReadonlyMap<string, unknown>): Promise<void> {
  const content = JSON.stringify(Object.fromEntries(values));
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await writeFile(partial, `${digestOf(key, content)}\n${content}`, { flag: 'wx', mode: 0o600 });
    await rename(partial, path);
  } catch (caught) {
    await unlink(partial).catch(() => undefined);
    throw caught;
  }
}

const digestOf = (key: string, content: string): string =>
  createHash('sha256').update(`${key}\n${content}`).digest('hex');
