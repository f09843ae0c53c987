/**
 * Pictures of every page at two widths, some in the dark, in services/web/screenshots (not committed): for people to look at
 * before they say that a page is done. `npx pnpm@12 --filter @model-trace/web screenshots [NAME…]`, about a minute.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from './launch-chromium.ts';
import { exampleModels, serviceUnderTest, startWorker } from './service-under-test.ts';

const directory = resolve(import.meta.dirname, '../screenshots');
const wanted = process.argv.slice(2);
const cleanups: (() => Promise<void>)[] = [];
const hooks = { after: (cleanup: () => Promise<void>) => void cleanups.unshift(cleanup) };
const model = (name: string) => join(exampleModels, name);

await mkdir(directory, { recursive: true });
const browser = await launchChromium();
try {
  const api = await serviceUnderTest(hooks);
  const submit = async (body: object): Promise<string> => (await api.post('/v1/evaluations', body)).body.id;
  const pairs = [
    ['g0-ft-short', 'g0'],
    ['g0-rot', 'g0'],
    ['g1', 'g0'],
    ['l0-perm', 'l0'],
  ];
  const both = ['perplexity', 'trace'];
  const all = ['csu', 'csh', 'match', 'match-all', 'l2', 'jsd', 'mode-connectivity', 'embedding'];
  const full = await submit({
    model: model('l0-perm'),
    base: model('l0'),
    tasks: both,
    statistics: all,
    matchings: true,
  });
  const waiting = await submit({ model: model('g1'), base: model('g0'), tasks: ['perplexity'].concat('trace') });
  const pages: [name: string, path: string, ready: (page: Page) => Promise<unknown>][] = [
    ['leaderboard', '/?plot=on', (page) => page.locator('.plot-figure svg').waitFor()],
    ['evaluation', `/evaluations/${full}`, (page) => page.locator('.loss-text').waitFor()],
    ['submit', `/submit?model=${model('g1')}&base=${model('g0')}`, (page) => page.getByText('Weights read').waitFor()],
    [
      'compare',
      `/compare?model=${model('l0-perm')}&base=${model('l0')}`,
      (page) => page.getByText('derived').first().waitFor(),
    ],
    ['model', `/models/-?name=${model('g0')}`, (page) => page.getByRole('heading').nth(1).waitFor()],
    ['lineage', '/lineage?verdict=any', (page) => page.getByRole('table').waitFor()],
    ['queue', '/queue', (page) => page.getByRole('table').first().waitFor()],
    ['about', '/about', (page) => page.getByRole('heading', { name: 'Cite these results' }).waitFor()],
  ];
  const shoot = async (name: string, path: string, ready: (page: Page) => Promise<unknown>, dark: boolean) => {
    for (const width of [390, 1280]) {
      const colorScheme = dark ? 'dark' : 'light';
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      await page.goto(api.url + path);
      await ready(page);
      await page.waitForTimeout(400);
      const file = join(directory, `${name}-${width}${dark ? '-dark' : ''}.png`);
      await page.screenshot({ path: file, fullPage: true });
      console.log(file);
      await context.close();
    }
  };
  if (wanted.length === 0 || wanted.includes('waiting'))
    await shoot(
      'waiting',
      `/evaluations/${waiting}`,
      (page) => page.getByRole('heading', { name: 'In the queue' }).waitFor(),
      false,
    );
  for (const base of ['g0', 'g1', 'l0']) await api.post('/v1/bases', { model: model(base) });
  const scan: string = (await api.post('/v1/scans', { model: model('g0-ft-short'), traces: 1 })).body.id;
  pages.push([
    'scan',
    `/scans/${scan}`,
    (page) => page.getByRole('region', { name: 'Bases', exact: true }).waitFor({ timeout: 120_000 }),
  ]);
  await startWorker(hooks, api);
  for (const [name, base] of pairs)
    await api.post('/v1/evaluations', { model: model(name), base: model(base), tasks: both }, { prefer: 'wait=60' });
  for (const [name, path, ready] of pages) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await shoot(name, path, ready, false);
    if (['leaderboard', 'evaluation', 'lineage'].includes(name)) await shoot(name, path, ready, true);
  }
} finally {
  await browser.close();
  for (const cleanup of cleanups) await cleanup();
}
