import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import type { ApiUnderTest } from '../../api/test/running-api.ts';
import { builtPage } from '../tools/built-page.ts';
import { accessibilityViolations, openPage } from './browser.ts';
import { launchChromium, noChromium } from './launch-chromium.ts';
import { serviceUnderTest } from './service-under-test.ts';

const maxFirstPageBytes = 250_000;

describe('the page as a whole', { skip: noChromium }, () => {
  let browser: Browser;
  let api: ApiUnderTest;
  const cleanups: (() => Promise<void>)[] = [];
  before(async () => {
    browser = await launchChromium();
    api = await serviceUnderTest({ after: (cleanup) => void cleanups.unshift(cleanup) });
  });
  after(async () => {
    await browser.close();
    for (const cleanup of cleanups) await cleanup();
  });

  test(`scripts and styles of the first page are at most ${maxFirstPageBytes} bytes by gzip, without those of plots`, async (t) => {
    const { page, requests } = await openPage(t, browser);
    await page.goto(`${api.url}/?plot=off`);
    await page.getByRole('heading', { name: 'No results yet' }).waitFor();
    const directory = join(await builtPage(), 'assets');
    const loaded = requests
      .map((url) => /\/assets\/([^/]+\.(?:js|css))$/.exec(url)?.[1])
      .filter((name) => name !== undefined);
    assert.ok(loaded.length >= 3, requests.join('\n'));
    const sizes = await Promise.all(loaded.map(async (name) => gzipSync(await readFile(join(directory, name))).length));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    t.diagnostic(`${bytes} bytes of ${loaded.length} files`);
    assert.ok(bytes <= maxFirstPageBytes, `${bytes} bytes: ${loaded.join(', ')}`);
    assert.ok((await readdir(directory)).length > loaded.length);
  });

  test('works behind a prefix that a proxy cuts, at any depth', async (t) => {
    const proxy = createServer((incoming, outgoing) => {
      const path = incoming.url!.replace(/^\/some\/prefix/, '');
      if (path === incoming.url) return void outgoing.writeHead(404).end();
      const upstream = httpRequest(
        new URL(path, api.url),
        { method: incoming.method, headers: incoming.headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(outgoing);
        },
      );
      upstream.on('error', () => outgoing.destroy());
      outgoing.on('close', () => upstream.destroy());
      incoming.pipe(upstream);
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    t.after(() => {
      proxy.closeAllConnections();
      return new Promise<void>((closed) => proxy.close(() => closed()));
    });
    const root = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/some/prefix`;
    const { page, requests } = await openPage(t, browser, { tolerated: /404/ });
    for (const path of ['/', '/about', '/models/a/b/c', '/evaluations/00000000-0000-7000-8000-000000000000']) {
      await page.goto(root + path);
      await page.getByRole('navigation', { name: 'Pages' }).waitFor();
      await page.getByRole('link', { name: 'About' }).click();
      await page.waitForURL(`${root}/about`);
      await page.getByRole('heading', { name: 'How it works' }).waitFor();
    }
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(`${root}/`)),
      [],
    );
  });

  test('the operator’s texts replace the defaults, and what is in them is text', async (t) => {
    const { page } = await openPage(t, browser);
    await page.goto(`${api.url}/about`);
    await page.getByText('Artificial intelligence has transformed the way we live and work').waitFor();
    await page.getByRole('button', { name: 'Copy the citation' }).waitFor();
    assert.deepEqual(await accessibilityViolations(page), []);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy the citation' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^@misc\{model-perplexity-leaderboard,/);
  });

  test('an address that is nothing says so, with the way on', async (t) => {
    const { page } = await openPage(t, browser, { tolerated: /404/ });
    const response = await page.goto(`${api.url}/no/such/page`);
    assert.equal(response?.status(), 404);
    await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'leaderboard' }).click();
    await page.waitForURL(`${api.url}/`);
  });

  test('light, dark, or as the system: kept for the next visit', async (t) => {
    const { page } = await openPage(t, browser, { colorScheme: 'light' });
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.goto(`${api.url}/about`);
    const light = await background();
    await page.getByRole('button', { name: /^Colours: as the system/ }).click();
    await page.getByRole('button', { name: /^Colours: light/ }).click();
    const dark = await background();
    assert.notEqual(dark, light);
    await page.reload();
    await page.getByRole('button', { name: /^Colours: dark/ }).waitFor();
    assert.equal(await background(), dark);
  });

  test('a service with keys asks for one, and works with it', async (t) => {
    const { page } = await openPage(t, browser, { tolerated: /401/ });
    const { createKeyStore } = await import('@model-trace/core/storage');
    const keyed = await serviceUnderTest(t, { auth: 'keys' });
    const keys = createKeyStore({ connectionString: keyed.databaseUrl });
    t.after(() => keys.close());
    const { text } = await keys.create({ name: 'reader', scopes: ['read'] });
    await page.goto(keyed.url);
    await page.getByRole('alert').getByText('Enter a key with the button').waitFor();
    await page.getByRole('button', { name: 'Enter key' }).click();
    await page.getByLabel('Key', { exact: true }).fill(text);
    assert.deepEqual(await accessibilityViolations(page), []);
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByRole('heading', { name: 'No results yet' }).waitFor();
  });
});
