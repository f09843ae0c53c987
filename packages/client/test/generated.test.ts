import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

test('the committed document and its types are what the API says now', async () => {
  const generator = fileURLToPath(new URL('../tools/generate-client.ts', import.meta.url));
  // Its error stream says which file differs and what to run.
  await promisify(execFile)(process.execPath, [generator, '--check']);
});

test('the client runs where there is no Node: it imports no module of Node and nothing of the service', async () => {
  const directory = new URL('../src/', import.meta.url);
  const imported = new Set<string>();
  for (const file of await readdir(directory)) {
    const text = await readFile(new URL(file, directory), 'utf8');
    for (const [, name] of text.matchAll(/from '([^.'][^']*)'/g)) imported.add(name);
    assert.doesNotMatch(text, /\b(process|Buffer|require)\b[.(]/, file);
  }
  assert.deepEqual([...imported].sort(), ['eventsource-parser/stream', 'openapi-fetch']);
});
