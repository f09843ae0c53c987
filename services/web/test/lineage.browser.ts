import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { ApiUnderTest } from '../../api/test/running-api.ts';
import { accessibilityViolations, openPage } from './browser.ts';
import { launchChromium, noChromium } from './launch-chromium.ts';
import { evaluated, exampleModels, serviceUnderTest } from './service-under-test.ts';

const [g0, g1, tuned] = ['g0', 'g1', 'g0-ft-short'].map((name) => join(exampleModels, name));

describe('lineage, a model, and a pair', { skip: noChromium }, () => {
  let browser: Browser;
  let api: ApiUnderTest;
  const cleanups: (() => Promise<void>)[] = [];
  before(async () => {
    browser = await launchChromium();
    api = await serviceUnderTest({ after: (cleanup) => void cleanups.unshift(cleanup) }, { worker: true });
    for (const model of [tuned, g1]) await evaluated(api, { model, base: g0, tasks: ['trace'] });
  });
  after(async () => {
    await browser.close();
    for (const cleanup of cleanups) await cleanup();
  });

  test('the graph has the derived pair; every pair when asked for, which survives a reload', async (t) => {
    const { page } = await openPage(t, browser);
    await page.goto(`${api.url}/lineage`);
    await page.getByRole('img', { name: /Graph of 2 models and 1 pairs/ }).waitFor();
    const rows = page.getByRole('table').getByRole('row');
    assert.equal(await rows.count(), 2);
    await page.getByRole('combobox', { name: 'Verdict' }).selectOption('any');
    await page.getByRole('img', { name: /Graph of 3 models and 2 pairs/ }).waitFor();
    await page.reload();
    await page.getByRole('img', { name: /Graph of 3 models and 2 pairs/ }).waitFor();
    assert.equal(await rows.count(), 3);
    await page.getByRole('combobox', { name: 'Evidence' }).selectOption({ label: 'p ≤ 10^-100.0' });
    await page.getByRole('img', { name: /Graph of 2 models and 1 pairs/ }).waitFor();
  });

  test('a point of the graph leads to its model, a line to its evaluation', async (t) => {
    const { page } = await openPage(t, browser);
    await page.goto(`${api.url}/lineage`);
    await page.locator('.lineage-node circle').first().click();
    await page.waitForURL(/\/models\/-\?name=/);
    await page.getByRole('heading', { name: /^Possible (descendants|ancestors)$/ }).waitFor();
    await page.goBack();
    const line = page.locator('.lineage-hit').first();
    await line.waitFor();
    const { x1, y1, x2, y2 } = await line.evaluate((element) => {
      const matrix = (element as SVGLineElement).getScreenCTM()!;
      const end = (x: string, y: string) =>
        new DOMPoint(Number(element.getAttribute(x)), Number(element.getAttribute(y))).matrixTransform(matrix);
      const [a, b] = [end('x1', 'y1'), end('x2', 'y2')];
      return { x1: a.x, y1: a.y, x2: b.x, y2: b.y };
    });
    await page.mouse.click((x1 + x2) / 2, (y1 + y2) / 2);
    await page.waitForURL(/\/evaluations\/[0-9a-f-]{36}$/);
  });

  test('a pair is looked up in either role, and submitted when it is not known', async (t) => {
    const { page } = await openPage(t, browser);
    await page.goto(`${api.url}/compare`);
    await page.getByLabel('Model').fill(g0);
    await page.getByLabel('Base').fill(tuned);
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.getByRole('row', { name: /csu.*10\^-\d+.*derived/ }).waitFor();
    await page.getByLabel('Base').fill(join(exampleModels, 'g0-rot'));
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.getByRole('heading', { name: 'This pair has no result yet' }).waitFor();
    await page.getByRole('button', { name: 'Trace them now' }).click();
    await page.waitForURL(/\/evaluations\/[0-9a-f-]{36}$/);
  });

  test('a model nobody has submitted is said to be unknown', async (t) => {
    const { page } = await openPage(t, browser);
    await page.goto(`${api.url}/models/nobody/nothing/of/the/kind`);
    await page.getByRole('heading', { name: 'nobody/nothing/of/the/kind' }).waitFor();
    await page.getByRole('heading', { name: 'Nothing is known of this model' }).waitFor();
  });

  for (const width of [390, 1280])
    test(`axe finds nothing wrong, ${width} wide`, async (t) => {
      const { page } = await openPage(t, browser, { viewport: { width, height: 844 } });
      const pages = [
        ['/lineage?verdict=any', '.lineage-graph circle'],
        [`/models/-?${new URLSearchParams({ name: g0 })}`, '.evidence'],
        [`/compare?${new URLSearchParams({ model: g1, base: g0 })}`, '.pair-newest'],
      ];
      for (const [path, shown] of pages) {
        await page.goto(`${api.url}${path}`);
        await page.locator(shown).first().waitFor();
        assert.deepEqual(await accessibilityViolations(page), [], path);
        assert.ok(
          await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
          `${path} is wider than the window`,
        );
      }
    });
});
