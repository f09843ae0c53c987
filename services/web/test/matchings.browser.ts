import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { ApiUnderTest } from '../../api/test/running-api.ts';
import { accessibilityViolations, openPage } from './browser.ts';
import { launchChromium, noChromium } from './launch-chromium.ts';
import { evaluated, exampleModels, serviceUnderTest } from './service-under-test.ts';

const pair = { model: join(exampleModels, 'l0-perm'), base: join(exampleModels, 'l0') };

describe('which units were matched', { skip: noChromium }, () => {
  let browser: Browser;
  let api: ApiUnderTest;
  const cleanups: (() => Promise<void>)[] = [];
  before(async () => {
    browser = await launchChromium();
    api = await serviceUnderTest({ after: (cleanup) => void cleanups.unshift(cleanup) }, { worker: true });
  });
  after(async () => {
    await browser.close();
    for (const cleanup of cleanups) await cleanup();
  });

  test('each unit of a block that is chosen is a point, where the result lists them', async (t) => {
    const { page } = await openPage(t, browser, { viewport: { width: 390, height: 844 } });
    const request = { ...pair, tasks: ['trace'], statistics: ['csu', 'match'], matchings: true };
    const body = await evaluated(api, request);
    await page.goto(`${api.url}/evaluations/${body.id}`);
    const panel = page.getByRole('region', { name: 'Matched units' });
    const figure = panel.getByRole('img');
    const points = (kind: string) => figure.locator(`.matching-${kind}`).getAttribute('d');
    for (const [statistic, axes] of [
      ['match', 'partner by gates against partner by ups'],
      ['csu', 'unit of the base against partner by weights'],
    ]) {
      await panel.getByLabel('Statistic').selectOption(statistic);
      const { blocks } = body.result.trace.statistics.find(
        (each: { statistic: string }) => each.statistic === statistic,
      );
      for (const { block, units, agreeing } of blocks) {
        await panel.getByLabel('Block', { exact: true }).selectOption(String(block));
        assert.match(
          String(await figure.getAttribute('aria-label')),
          new RegExp(`^Block ${block}: ${axes}\\. Of ${units} units ${agreeing} lie`),
        );
        const drawn = [await points('agreeing'), await points('differing')].map((path) => path!.split('M').length - 1);
        assert.deepEqual(drawn, [agreeing, units - agreeing]);
      }
    }
    assert.deepEqual(await accessibilityViolations(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
  });

  test('thousands of points are drawn within a frame or a few', async (t) => {
    const { page } = await openPage(t, browser);
    const request = { ...pair, tasks: ['trace'], statistics: ['csu'], matchings: true };
    const body = await evaluated(api, request);
    const units = 14_336;
    const [csu] = body.result.trace.statistics;
    csu.blocks = [0, 1].map((block) => ({
      ...{ ...csu.blocks[0], block, baseBlock: block, units },
      matchings: { first: Array.from({ length: units }, (_, unit) => (unit * 7919 + block) % units), second: null },
    }));
    await page.route(`**/v1/evaluations/${body.id}`, (route) => route.fulfill({ json: body }));
    await page.goto(`${api.url}/evaluations/${body.id}`);
    const panel = page.getByRole('region', { name: 'Matched units' });
    await panel.getByRole('img').waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const cpuSeconds = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')!.value;
    };
    const before = await cpuSeconds();
    await panel.getByLabel('Block', { exact: true }).selectOption('1');
    await panel.getByRole('img', { name: /^Block 1/ }).waitFor();
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
    const spent = (await cpuSeconds()) - before;
    t.diagnostic(`${(1000 * spent).toFixed(0)} ms of the main thread for ${units} points`);
    // Ten times what an idle machine takes: a figure of an element for each point takes seconds.
    assert.ok(spent < 1.5, `${spent} s`);
    assert.ok((await panel.locator('svg *').count()) < 10);
  });

  test('without them the page says how to get them, and leads there', async (t) => {
    const { page } = await openPage(t, browser);
    const request = { ...pair, tasks: ['trace'], statistics: ['csu'] };
    const body = await evaluated(api, request);
    await page.goto(`${api.url}/evaluations/${body.id}`);
    const panel = page.getByRole('region', { name: 'Matched units' });
    await panel.getByText('nobody asked for it').waitFor();
    assert.deepEqual(await accessibilityViolations(page), []);
    await panel.getByRole('link', { name: 'matchings' }).click();
    assert.equal(await page.getByLabel('Model', { exact: true }).inputValue(), pair.model);
    assert.equal(await page.getByLabel('Base', { exact: true }).inputValue(), pair.base);
    assert.equal(await page.getByLabel('List which units were matched').isChecked(), true);
    await page.getByText('All checks passed: it would be taken.').waitFor();
    await page.getByLabel('Perplexity').uncheck();
    await page.getByText('All checks passed: it would be taken.').waitFor();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.waitForURL(/\/evaluations\/[0-9a-f-]{36}$/);
    const submitted = await api.get(`/v1/evaluations/${page.url().split('/').at(-1)}`);
    assert.equal(submitted.body.matchings, true);
  });

  test('a pair is traced with them from Compare', async (t) => {
    const { page } = await openPage(t, browser);
    const query = new URLSearchParams({ model: join(exampleModels, 'g0-rot'), base: join(exampleModels, 'g1') });
    await page.goto(`${api.url}/compare?${query}`);
    await page.getByLabel('List which units were matched').check();
    assert.deepEqual(await accessibilityViolations(page), []);
    await page.getByRole('button', { name: 'Trace them now' }).click();
    await page.waitForURL(/\/evaluations\/[0-9a-f-]{36}$/);
    const submitted = await api.get(`/v1/evaluations/${page.url().split('/').at(-1)}`);
    assert.deepEqual([submitted.body.matchings, submitted.body.tasks], [true, ['trace']]);
  });
});
