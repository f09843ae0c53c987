import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { formatPValue } from '../src/format/p-value.ts';
import { accessibilityViolations, openPage } from './browser.ts';
import { launchChromium, noChromium } from './launch-chromium.ts';
import { exampleModels, serviceUnderTest, startWorker } from './service-under-test.ts';

const model = (name: string) => join(exampleModels, name);

describe('a scan', { skip: noChromium }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  test('is found in the queue, followed, and ranks the bases by their corrected p-values', async (t) => {
    const { page } = await openPage(t, browser);
    const api = await serviceUnderTest(t);
    for (const base of ['g0', 'g1', 'l0'])
      assert.equal((await api.post('/v1/bases', { model: model(base) })).status, 201);
    const { body } = await api.post('/v1/scans', { model: model('g0-ft-short'), traces: 1 });
    await page.goto(`${api.url}/queue`);
    const pending = page.getByRole('region', { name: 'Pending', exact: true }).getByRole('table');
    await pending.getByText('scan of 3 bases').waitFor();
    await pending.getByRole('link', { name: /g0-ft-short/ }).click();
    await page.waitForURL(`${api.url}/scans/${body.id}`);
    await page.getByRole('heading', { name: 'In the queue' }).waitFor();
    await startWorker(t, api);
    const table = page.getByRole('region', { name: 'Bases', exact: true }).getByRole('table');
    await table.waitFor();
    const { scan } = (await api.get(`/v1/evaluations/${body.id}`)).body.result;
    assert.equal(scan.candidates[0].base, model('g0'));
    const rows = await table
      .locator('tbody tr')
      .evaluateAll((lines) => lines.map((line) => [...line.children].slice(0, 3).map((cell) => cell.textContent)));
    assert.deepEqual(
      rows,
      scan.candidates.map(({ base, verdict, log10PHolm }: { base: string; verdict: string; log10PHolm: number }) => [
        ...[base, verdict, formatPValue(log10PHolm)],
      ]),
    );
    await page.getByText('Not tested: 1').click();
    await page.getByText(scan.excluded[0].reason).waitFor();
    const traced = page.getByRole('region', { name: `Full trace against ${model('g0')}` });
    await traced.getByText('corrected for all bases by Bonferroni').first().waitFor();
    await traced.getByText('Statistics of the trace, not corrected').click();
    await traced.getByRole('region', { name: 'Statistic match' }).waitFor();
    await traced.getByText('Blocks by the signature').click();
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      assert.deepEqual(await accessibilityViolations(page), [], `${width} wide`);
      assert.ok(
        await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
        `it is wider than ${width}`,
      );
    }
    await page.reload();
    await table.waitFor();
  });

  test('that does not exist is said to be missing', async (t) => {
    const { page } = await openPage(t, browser, { tolerated: /404/ });
    const api = await serviceUnderTest(t);
    await page.goto(`${api.url}/scans/00000000-0000-7000-8000-000000000000`);
    await page.getByRole('alert').getByText('could not be loaded').waitFor();
  });
});
