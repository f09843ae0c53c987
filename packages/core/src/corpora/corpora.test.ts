import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { corpusRegistry } from './corpus-registry.ts';
import { readCorpusFile } from './read-corpus-file.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'corpora-'));
});
after(() => rm(folder, { recursive: true }));

const hash = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex');
async function file(content: string | Uint8Array): Promise<string> {
  const path = join(folder, hash(content).slice(0, 12));
  await writeFile(path, content);
  return path;
}
const lines = async (content: string | Uint8Array, options = {}) =>
  readCorpusFile({ id: 'mine', path: await file(content), format: 'jsonl', ...options });

test('a text file is one document, byte for byte', async () => {
  const content = '\ufeffone\r\ntwo 🙂\n';
  const corpus = await readCorpusFile({ id: 'mine', path: await file(content), format: 'text' });
  assert.deepEqual(corpus, { id: 'mine', sha256: hash(content), documents: [content] });
});

test('a JSONL file has a document in each line that is not blank, in the field that is named', async () => {
  const content = '{"text":"a\\nb","title":"A"}\r\n\n  \n{"title":"B","text":""}';
  assert.deepEqual((await lines(content)).documents, ['a\nb', '']);
  const titles = await lines(content, { field: 'title', limit: 1 });
  assert.deepEqual(titles, { id: 'mine', sha256: hash(content), documents: ['A'], field: 'title', limit: 1 });
});

test('lines may be longer than what is read at once', async () => {
  const long = 'ü'.repeat(400_000);
  const content = [long, 'short', long].map((text) => `${JSON.stringify({ text })}\n`).join('');
  assert.deepEqual((await lines(content)).documents, [long, 'short', long]);
});

test('a line that is no document is named', async () => {
  for (const [line, what] of [
    ['{"text":', /Line 2 .*is not JSON/],
    ['["text"]', /Line 2 .*is not a JSON object/],
    ['null', /Line 2 .*is not a JSON object/],
    ['{"txt":"a"}', /Line 2 .*has no field "text"/],
    ['{"text":7}', /Line 2 .*has no text in its field "text"/],
  ] as const) {
    const content = `{"text":"fine"}\n${line}\n`;
    await assert.rejects(lines(content), { code: 'CORPUS_INVALID', message: what });
    assert.deepEqual((await lines(content, { limit: 1 })).documents, ['fine'], 'a limit stops before it');
  }
  await assert.rejects(lines('{"a":"b"}', { field: '__proto__' }), { code: 'CORPUS_INVALID', message: /__proto__/ });
  await assert.rejects(lines(Uint8Array.of(0x7b, 0xff, 0x7d)), { code: 'CORPUS_INVALID', message: /Line 1 .*UTF-8/ });
});

test('files that are not UTF-8, too large or not there are refused', async () => {
  const notText = readCorpusFile({ id: 'mine', path: await file(Uint8Array.of(0xc3)), format: 'text' });
  await assert.rejects(notText, { code: 'CORPUS_INVALID', message: /UTF-8/ });
  const large = await file(`${JSON.stringify({ text: 'x'.repeat(15 * 2 ** 20) })}\n`.repeat(5));
  await assert.rejects(readCorpusFile({ id: 'mine', path: large, format: 'jsonl' }), {
    code: 'CORPUS_TOO_LARGE',
    message: /64 MiB/,
  });
  assert.equal((await readCorpusFile({ id: 'mine', path: large, format: 'jsonl', limit: 2 })).documents.length, 2);
  const gone = readCorpusFile({ id: 'mine', path: join(folder, 'gone'), format: 'text' });
  await assert.rejects(gone, { code: 'CORPUS_UNREADABLE' });
});

async function registry(corpora: object[]) {
  const directory = await mkdtemp(join(folder, 'registry-'));
  await writeFile(join(directory, 'corpora.json'), JSON.stringify({ corpora }));
  return { directory, registered: corpusRegistry(directory) };
}

test('registered corpora are listed and read as long as they are what was registered', async () => {
  const content = '{"body":"one"}\n{"body":"two"}\n';
  const entry = { id: 'books-2', file: 'books.jsonl', format: 'jsonl', field: 'body', sha256: hash(content) };
  const { directory, registered } = await registry([entry]);
  assert.deepEqual(await registered.list(), [{ ...entry, sizeBytes: null }]);
  await writeFile(join(directory, 'books.jsonl'), content);
  assert.deepEqual(await registered.list(), [{ ...entry, sizeBytes: content.length }]);
  const read = await registered.read('books-2', { limit: 1 });
  assert.deepEqual(read, { id: 'books-2', sha256: entry.sha256, documents: ['one'], field: 'body', limit: 1 });
  await writeFile(join(directory, 'books.jsonl'), 'no JSON at all');
  await assert.rejects(registered.read('books-2'), {
    code: 'CORPUS_CHANGED',
    message: new RegExp(entry.sha256),
  });
  await assert.rejects(registered.read('films'), { code: 'CORPUS_UNKNOWN', fix: /books-2/ });
  await assert.rejects(corpusRegistry(null).read('films'), { code: 'CORPUS_UNKNOWN', fix: /CORPORA_DIR/ });
});

test('a registered file must lie in the directory, links followed', async () => {
  const content = 'secret';
  await writeFile(join(folder, 'secret'), content);
  for (const name of ['../secret', 'link']) {
    const { directory, registered } = await registry([
      { id: 'mine', file: name, format: 'text', sha256: hash(content) },
    ]);
    await symlink(join(folder, 'secret'), join(directory, 'link'));
    await assert.rejects(registered.read('mine'), { code: 'CORPUS_UNREADABLE' });
  }
});

test('a registry that is not one says where', async () => {
  const entry = { id: 'mine', file: 'a', format: 'text', sha256: '0'.repeat(64) };
  for (const [corpora, what] of [
    [[{ ...entry, format: 'csv' }], /corpora\/0\/format|format/],
    [[{ ...entry, sha256: 'short' }], /sha256/],
    [[{ ...entry, id: '../a' }], /id/],
    [[entry, entry], /"mine" twice/],
    [[{ ...entry, id: 'passage' }], /"passage"/],
  ] as const) {
    await assert.rejects((await registry(corpora as unknown as object[])).registered.list(), {
      code: 'CORPORA_INVALID',
      message: what,
    });
  }
  await assert.rejects(corpusRegistry(join(folder, 'nowhere')).list(), { code: 'CORPORA_INVALID', message: /ENOENT/ });
});

test('the example registry is what it says', async () => {
  const registered = corpusRegistry(fileURLToPath(new URL('../../../../examples/corpora', import.meta.url)));
  for (const { id } of await registered.list()) assert.ok((await registered.read(id)).documents.length > 0);
});
