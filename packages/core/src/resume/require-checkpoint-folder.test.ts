import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { requireCheckpointFolder } from './require-checkpoint-folder.ts';

test('a folder that can be written is made and left empty; what is no folder says so', async (t) => {
  const base = await mkdtemp(join(tmpdir(), 'model-trace-probe-'));
  t.after(() => rm(base, { recursive: true }));
  const folder = join(base, 'new', 'folder');
  await requireCheckpointFolder(folder);
  assert.deepEqual(await readdir(folder), []);
  const file = join(base, 'file');
  await writeFile(file, '');
  await assert.rejects(requireCheckpointFolder(file), { code: 'EEXIST' });
  await assert.rejects(requireCheckpointFolder(join(file, 'below')), { code: 'ENOTDIR' });
});
