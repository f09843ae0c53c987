import { join } from 'node:path';
import { isHubId, openModel } from '../hub/index.ts';
import type { ScanBase } from '../results/index.ts';
import {
  makeSignature,
  readSignature,
  type StoredSignature,
  signaturePath,
  writeSignature,
} from '../scanning/index.ts';
import { loadModel } from './load-model.ts';
import type { TaskContext } from './task-context.ts';

export interface BaseSignature extends StoredSignature {
  commit: string | null;
}

/**
 * The signature of a base: from its file, or read from the base's weights and kept for the next scan. A file is named by the
 * digest of what decides it: a model at a commit, or the files of a directory as they are. Of a base at a commit whose file is
 * there nothing is asked of the Hub.
 * @throws what opening and reading the base throw
 */
export async function baseSignature(
  { model: id, revision }: ScanBase,
  { models, signaturesDir = join(models.cacheDir, 'signatures'), signal }: TaskContext,
): Promise<BaseSignature> {
  const at = (content: readonly unknown[]) => signaturePath(signaturesDir, content);
  if (isHubId(id) && revision !== undefined && /^[0-9a-f]{40}$/.test(revision)) {
    const stored = await readSignature(at([id, revision]));
    if (stored !== null) return { ...stored, commit: revision };
  }
  const { commit, files } = await openModel(id, { ...models, revision, signal });
  const path = at(commit === null ? [id, [...files].map(([name, file]) => [name, file])] : [id, commit]);
  const stored = await readSignature(path);
  if (stored !== null) return { ...stored, commit };
  // Three matrices are wanted of the whole model: by parts, whatever the setting.
  const { checkpoint, ...base } = await loadModel(id, {
    models: { ...models, stream: true },
    revision: commit ?? revision,
    signal,
  });
  try {
    await writeSignature(path, await makeSignature({ checkpoint, ...base }));
  } finally {
    await checkpoint.close();
  }
  return { ...(await readSignature(path))!, commit };
}
