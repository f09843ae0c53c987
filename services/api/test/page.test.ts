import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { readBuiltPage } from '../src/page/built-page.ts';
import { defaultTexts } from '../src/page/page-config.ts';
import { livePageTexts, readPageTexts } from '../src/page/read-page-texts.ts';
import { testApp } from './test-app.ts';

/** The document that the page is built from, as its own build leaves it but for the names of assets. */
const html = readFileSync(new URL('../../web/index.html', import.meta.url), 'utf8');
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

async function builtPage(t: TestContext, document = html) {
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-page-'));
  t.after(() => rm(directory, { recursive: true }));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), document);
  await writeFile(join(directory, 'assets/main-1.js'), 'export {};');
  await writeFile(join(directory, 'assets/main-1.js.br'), brotliCompressSync('export {};'));
  const known = { paths: ['/', '/about', '/evaluations/:id', '/models/*'], styleHashes: ['sha256-abc='] };
  const preloads = { '/': ['assets/main-1.js'] };
  await writeFile(join(directory, 'page.json'), JSON.stringify({ ...known, preloads }));
  return directory;
}

async function pageOf(t: TestContext, texts: Partial<typeof defaultTexts> = {}) {
  const page = readBuiltPage(await builtPage(t));
  return testApp(t, { page, pageTexts: () => ({ ...defaultTexts, ...texts }) });
}

test('the page answers at its paths, with links that hold behind any prefix', async (t) => {
  const { app } = await pageOf(t);
  const bases = {
    '/': './',
    '/about': './',
    '/evaluations/x?a=/b/c': '../',
    '/models/a/b': '../../',
    '/models/': '../',
  };
  for (const [url, base] of Object.entries(bases)) {
    const { statusCode, body, headers } = await app.inject(url);
    assert.equal(statusCode, 200, url);
    assert.match(String(headers['content-type']), /^text\/html/);
    assert.ok(body.includes(`<base href="${base}">`), `${url}: ${body}`);
    // As a browser would, behind a proxy that cuts a prefix.
    const document = new URL(`http://host/some/prefix${url}`);
    assert.equal(new URL('./assets/main-1.js', new URL(base, document)).pathname, '/some/prefix/assets/main-1.js');
  }
});

test('a path preloads what it will ask for, and no other path does', async (t) => {
  const { app } = await pageOf(t);
  const preload = '<link rel="modulepreload" crossorigin href="assets/main-1.js"></head>';
  assert.ok((await app.inject('/?q=x')).body.includes(preload));
  assert.ok(!(await app.inject('/about')).body.includes('modulepreload'));
  assert.ok(!(await app.inject({ url: '/constructor', headers: browser })).body.includes('modulepreload'));
});

test('assets come as the build compressed them, to whom that can be sent', async (t) => {
  const { app } = await pageOf(t);
  const url = '/assets/main-1.js';
  const small = await app.inject({ url, headers: { 'accept-encoding': 'gzip, deflate, br' } });
  assert.deepEqual([small.statusCode, small.headers['content-encoding']], [200, 'br']);
  assert.match(String(small.headers['content-type']), /javascript/);
  assert.match(String(small.headers.vary), /accept-encoding/i);
  assert.equal(small.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(brotliDecompressSync(small.rawPayload).toString(), 'export {};');
  const plain = await app.inject(url);
  assert.deepEqual([plain.body, plain.headers['content-encoding']], ['export {};', undefined]);
});

test('a document with nowhere to say where the root is refuses to be served', async (t) => {
  const directory = await builtPage(t, html.replace(/<base[^>]*>/, ''));
  assert.throws(() => readBuiltPage(directory), { code: 'ENVIRONMENT_INVALID', message: /index\.html has no base/ });
});

test('it may run and load only what comes from here, in files', async (t) => {
  const { app } = await pageOf(t);
  const { headers } = await app.inject('/');
  const policy = Object.fromEntries(
    String(headers['content-security-policy'])
      .split('; ')
      .map((directive) => [directive.split(' ', 1)[0], directive.slice(directive.indexOf(' ') + 1)]),
  );
  assert.equal(policy['default-src'], "'none'");
  assert.equal(policy['script-src'], "'self'");
  assert.equal(policy['style-src'], "'self' 'sha256-abc='");
  assert.doesNotMatch(String(headers['content-security-policy']), /unsafe|https?:|\*/);
  assert.equal(headers['cache-control'], 'no-cache');
});

test('assets are kept for ever, and one that is not there is a 404 that nobody keeps', async (t) => {
  const { app } = await pageOf(t);
  const asset = await app.inject('/assets/main-1.js');
  assert.equal(asset.statusCode, 200);
  assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.match(String(asset.headers['content-type']), /javascript/);
  for (const url of ['/assets/main-2.js', '/assets/..%2fpage.json', '/assets/']) {
    const missing = await app.inject({ url, headers: browser });
    assert.equal(missing.statusCode, 404, url);
    assert.equal(missing.headers['cache-control'], 'no-store', url);
  }
});

test('programs get problems, people get the page: a path that is nothing', async (t) => {
  const { app } = await pageOf(t);
  for (const url of ['/v1/nothing', '/v1/evaluations/x', '/v1', '/docs/nothing', '/health/x', '/admin/x']) {
    const { statusCode, headers } = await app.inject({ url, headers: browser });
    assert.equal(statusCode, 404, url);
    assert.match(String(headers['content-type']), /^application\/problem\+json/, url);
  }
  assert.match(String((await app.inject('/nothing')).headers['content-type']), /^application\/problem\+json/);
  assert.equal((await app.inject({ url: '/about', method: 'POST', headers: browser })).statusCode, 405);
  assert.match(
    String((await app.inject({ url: '/nothing', method: 'DELETE', headers: browser })).headers['content-type']),
    /problem/,
  );
  const shown = await app.inject({ url: '/nothing/at/all', headers: browser });
  assert.equal(shown.statusCode, 404);
  assert.match(String(shown.headers['content-type']), /^text\/html/);
  assert.match(shown.body, /<base href="\.\.\/\.\.\/">/);
});

test('the document holds what the operator says, of which nothing can end its place', async (t) => {
  const title = '</title><script>alert(1)</script>$& $1';
  const { app } = await pageOf(t, { title, about: '<!-- </script>' });
  const { body } = await app.inject('/');
  assert.ok(body.includes('<title>&lt;/title>&lt;script>alert(1)&lt;/script>$&amp; $1</title>'), body);
  const [, embedded] = /id="config">(.*?)<\/script>/.exec(body)!;
  assert.deepEqual(JSON.parse(embedded), { ...defaultTexts, title, about: '<!-- </script>', keysRequired: false });
  assert.deepEqual((await app.inject('/config.json')).json(), JSON.parse(embedded));
});

test('without a page, the front page leads to the documentation and people get problems', async (t) => {
  const { app } = await testApp(t);
  assert.equal((await app.inject('/')).headers.location, '/docs');
  const { headers } = await app.inject({ url: '/about', headers: browser });
  assert.match(String(headers['content-type']), /problem/);
});

test('a file replaces some texts, and what is wrong in it is named', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-texts-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'page.json');
  const write = (value: unknown) => writeFile(file, typeof value === 'string' ? value : JSON.stringify(value));
  await write({ title: 'Ours', columns: ['model', 'trace'] });
  assert.deepEqual(readPageTexts(file), { ...defaultTexts, title: 'Ours', columns: ['model', 'trace'] });
  const wrong: [unknown, RegExp][] = [
    ['{', /JSON/],
    [{ titel: 'x' }, /"titel"/],
    [{ title: '' }, /\/title/],
    [{ columns: ['nothing'] }, /\/columns\/0/],
    [{ hubUrl: 'javascript:alert(1)' }, /\/hubUrl/],
    [[], /object/],
  ];
  for (const [value, message] of wrong) {
    await write(value);
    assert.throws(() => readPageTexts(file), { code: 'ENVIRONMENT_INVALID', message });
  }
  assert.throws(() => readPageTexts(join(directory, 'none.json')), { code: 'ENVIRONMENT_INVALID', message: /ENOENT/ });
});

test('a file that changes is read again, one that breaks changes nothing and is told once', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-texts-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'page.json');
  let seconds = 1;
  const write = async (text: string) => {
    await writeFile(file, text);
    // Two changes within the clock's step are two.
    await utimes(file, seconds, seconds++);
  };
  await write('{"title":"One"}');
  const told: unknown[] = [];
  const texts = livePageTexts(file, (error) => told.push(error));
  assert.equal(texts().title, 'One');
  await write('{"title":"Two"}');
  assert.equal(texts().title, 'Two');
  await write('{');
  assert.equal(texts().title, 'Two');
  assert.equal(texts().title, 'Two');
  assert.equal(told.length, 1);
  await write('{"title":"Three"}');
  assert.equal(texts().title, 'Three');
});
