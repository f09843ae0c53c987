import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { accessibilityViolations, openPage } from './browser.ts';
import { launchChromium, noChromium } from './launch-chromium.ts';
import { evaluated, exampleModels, serviceUnderTest, startWorker } from './service-under-test.ts';

const model = (name: string) => join(exampleModels, name);

interface ListedToken {
  text: string;
  nllNats: number | null;
  rank?: number | null;
}

/** The rank of each token of the API is shown when it is pointed at, reached by keys, and in the table. */
async function shownRanks(page: Page, tokens: ListedToken[], surprising: number): Promise<void> {
  const detail = page.locator('.loss-detail');
  const rankOf = ({ nllNats, rank }: ListedToken) => {
    if (nllNats === null) return /not scored$/;
    assert.ok(Number.isInteger(rank) && rank! >= 1);
    return new RegExp(`, rank ${rank!.toLocaleString('en')}$`);
  };
  assert.ok(tokens[surprising].rank! > 1, 'another token was likelier than one of a loss of 5 nats');
  await detail.getByText(rankOf(tokens[surprising])).waitFor();
  await page.mouse.move(0, 0);
  const text = page.getByRole('group', { name: /loss and rank of each token/ });
  await text.focus();
  for (const token of tokens.slice(0, 5)) {
    await page.keyboard.press('ArrowRight');
    await detail.getByText(rankOf(token)).waitFor();
    assert.equal(await detail.locator('code').textContent(), JSON.stringify(token.text));
  }
  await page.getByText('All tokens as a table').click();
  const table = page.getByRole('region', { name: 'Tokens', exact: true }).getByRole('table');
  const column = (await table.getByRole('columnheader').allTextContents()).indexOf('Rank') + 1;
  assert.deepEqual(
    await table.locator(`tbody tr > :nth-child(${column})`).allTextContents(),
    tokens.map(({ rank }) => (rank === null ? '–' : rank!.toLocaleString('en'))),
  );
}

describe('from a submission to the leaderboard', { skip: noChromium }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  test('a model is submitted, followed layer by layer, and stands on the leaderboard', async (t) => {
    const { page } = await openPage(t, browser);
    const api = await serviceUnderTest(t);
    await page.goto(`${api.url}/submit`);
    await page.getByLabel('Model', { exact: true }).fill(model('g0-ft-short'));
    await page.getByLabel('Base', { exact: true }).fill(model('g0'));
    await page.getByText('All checks passed: it would be taken.').waitFor();
    await page.getByText('Weights read').waitFor();
    assert.deepEqual(await accessibilityViolations(page), []);
    await page.getByRole('button', { name: 'Submit' }).click();
    // No worker yet: it waits.
    await page.getByRole('heading', { name: 'In the queue' }).waitFor();
    await page.getByText('It is the next.').waitFor();
    // A directory of the operator's own needs neither licence nor card.
    await page.getByText('Checks of the submission: 12 passed, 2 skipped').click();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'The tokenizer is there' })
      .getByText('tokenizer.json')
      .waitFor();
    const seen = page.evaluate(
      (deadline) =>
        new Promise<string[]>((done, fail) => {
          const texts: string[] = [];
          const look = () => {
            const panel = document.querySelector('.live [role="status"]')?.textContent;
            if (panel && texts.at(-1) !== panel) texts.push(panel);
            if (document.querySelector('.verdict')) done(texts);
            else if (Date.now() > deadline) fail(new Error(`no verdict in time, but: ${document.body.textContent}`));
            else setTimeout(look, 10);
          };
          look();
        }),
      Date.now() + 120_000,
    );
    await startWorker(t, api);
    const texts = await seen;
    assert.ok(
      texts.some((text) => /^\d+ of 4 (layers|blocks)/.test(text)),
      texts.join('\n'),
    );
    const { body } = await api.get(`/v1/evaluations/${page.url().split('/').at(-1)}`);
    const { perplexity, trace } = body.result;
    assert.equal(trace.verdict, 'derived');
    await page.getByRole('heading', { name: 'Perplexity' }).waitFor();
    await page.locator('.figure-value', { hasText: String(Number(perplexity.perplexity.toFixed(2))) }).waitFor();
    // The text stands there whole, token by token.
    assert.equal(
      await page.locator('.loss-text').textContent(),
      perplexity.tokens.map((token: { text: string }) => token.text).join(''),
    );
    const surprising = perplexity.tokens.findIndex(
      ({ nllNats }: { nllNats: number | null }) => nllNats !== null && nllNats > 5,
    );
    await page.locator('.token').nth(surprising).hover();
    await page
      .locator('.loss-detail')
      .getByText(perplexity.tokens[surprising].nllNats.toPrecision(4).replace(/0+$/, ''))
      .waitFor();
    await shownRanks(page, perplexity.tokens, surprising);
    assert.equal(await page.getByRole('region', { name: /^Blocks by / }).count(), trace.statistics.length);
    assert.deepEqual(await accessibilityViolations(page), []);
    await page.getByRole('link', { name: 'Leaderboard', exact: true }).click();
    const row = page.getByRole('row', { name: /g0-ft-short/ });
    await row.getByText('derived').waitFor();
    await row.getByRole('link').click();
    await page.getByRole('heading', { name: 'Descent' }).waitFor();
  });

  test('what is wrong stands at its field, and sends nothing', async (t) => {
    const { page } = await openPage(t, browser, { tolerated: /400|422/ });
    const api = await serviceUnderTest(t);
    await page.goto(`${api.url}/submit`);
    await page.getByText('Name a model and choose what to measure.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Submit' }).isDisabled(), true);
    const field = page.getByLabel('Model', { exact: true });
    await field.fill('/etc');
    await page.getByText('It would be refused.').waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    const described = (await field.getAttribute('aria-describedby'))!.split(' ').at(-1)!;
    assert.match(String(await page.locator(`[id="${described}"]`).textContent()), /\/etc/);
    assert.deepEqual(await accessibilityViolations(page), []);
    await field.fill('owner/rwkv');
    await page.getByText(/rwkv/).first().waitFor();
    await field.fill(model('g0'));
    await page.getByLabel('Base', { exact: true }).fill('owner/nothing');
    await page.getByText('It would be refused.').waitFor();
    assert.equal(await page.getByLabel('Base', { exact: true }).getAttribute('aria-invalid'), 'true');
    assert.deepEqual((await api.get('/v1/evaluations')).body.items, []);
  });

  test('one that waits is canceled, and one that fails shows its reason, in the queue too', async (t) => {
    const { page } = await openPage(t, browser);
    const api = await serviceUnderTest(t);
    const waiting = await api.post('/v1/evaluations', { model: model('g0'), tasks: ['perplexity'] });
    const failing = await api.post('/v1/evaluations', { model: model('g1'), tasks: ['perplexity'] });
    await page.goto(`${api.url}/queue`);
    const pending = page.getByRole('region', { name: 'Pending', exact: true }).getByRole('table');
    await pending.getByRole('row', { name: /g0.*next/ }).waitFor();
    await pending.getByRole('row', { name: /g1/ }).getByText('1', { exact: true }).waitFor();
    assert.deepEqual(await accessibilityViolations(page), []);
    await pending.getByRole('link', { name: /g0/ }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'It was canceled' }).waitFor();
    assert.equal((await api.get(`/v1/evaluations/${waiting.body.id}`)).body.status, 'canceled');
    await page.goto(`${api.url}/queue`);
    await page.getByRole('table').first().waitFor();
    // What a worker would write, while the page is open.
    const error = {
      code: 'TOKENIZER_UNSUPPORTED',
      detail: 'tokenizer.json is of no kind that is known',
      retryable: false,
      fix: 'Use another.',
    };
    const attempt = (await api.store.start(failing.body.id))!.attempt;
    await page.getByRole('region', { name: 'Running', exact: true }).getByRole('row', { name: /g1/ }).waitFor();
    await api.store.fail(failing.body.id, attempt, error);
    const ended = page.getByRole('region', { name: 'Not successful' });
    await ended.getByText(error.detail).waitFor();
    await ended.getByRole('link', { name: /g1/ }).click();
    await page.getByRole('alert').getByText('TOKENIZER_UNSUPPORTED').waitFor();
    await page.getByText('Trying it again will not change that.').waitFor();
    assert.deepEqual(await accessibilityViolations(page), []);
    await page.getByRole('button', { name: 'Try it again' }).click();
    await page.getByRole('heading', { name: 'In the queue' }).waitFor();
  });

  test('a result has its map of blocks, its citations, and fits a phone and paper', async (t) => {
    const { page } = await openPage(t, browser, { colorScheme: 'dark', viewport: { width: 390, height: 844 } });
    const api = await serviceUnderTest(t, { worker: true });
    const request = { model: model('l0-perm'), base: model('l0'), tasks: ['perplexity', 'trace'] };
    const { id } = await evaluated(api, {
      ...request,
      statistics: ['match', 'match-all', 'l2', 'mode-connectivity', 'embedding'],
    });
    await page.goto(`${api.url}/evaluations/${id}`);
    await page.getByRole('region', { name: /^Adjusted p-values of 16 pairs/ }).waitFor();
    await page.locator('.plot-figure svg').waitFor();
    assert.deepEqual(await accessibilityViolations(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
    // Nothing moves when tokens are pointed at.
    await page.setViewportSize({ width: 320, height: 844 });
    const heightOf = async () => (await page.locator('.loss figcaption').boundingBox())!.height;
    const height = await heightOf();
    for (let token = 0; token < 12; token++) {
      await page.locator('.token').nth(token).hover();
      await page.locator('.loss-detail code').waitFor();
      assert.equal(await heightOf(), height, `token ${token}`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByText('BibTeX').click();
    assert.match(
      String(await page.locator('details[open] pre').textContent()),
      new RegExp(`^@misc\\{model-trace-${id.slice(0, 8)},`),
    );
    await page.getByText('As the API gives it').click();
    const raw = JSON.parse(String(await page.locator('pre.raw-json').textContent()));
    assert.deepEqual(raw, (await api.get(`/v1/evaluations/${id}`)).body);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.site-header').isVisible(), false);
    assert.equal(await page.getByRole('heading', { name: 'Descent' }).isVisible(), true);
  });

  test('a result of before there were ranks says so, and its table has no such column', async (t) => {
    const { page } = await openPage(t, browser);
    const api = await serviceUnderTest(t, { worker: true });
    const { id } = await evaluated(api, { model: model('g0'), tasks: ['perplexity'] });
    const { result } = (await api.get(`/v1/evaluations/${id}`)).body;
    await page.route(`**/v1/evaluations/${id}`, async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      for (const token of body.result.perplexity.tokens) delete token.rank;
      await route.fulfill({ response, json: body });
    });
    await page.goto(`${api.url}/evaluations/${id}`);
    const scored = result.perplexity.tokens.findIndex(({ nllNats }: ListedToken) => nllNats !== null);
    await page.locator('.token').nth(scored).hover();
    await page
      .locator('.loss-detail')
      .getByText(/, rank not recorded$/)
      .waitFor();
    await page.getByText('All tokens as a table').click();
    const headings = page.getByRole('region', { name: 'Tokens', exact: true }).getByRole('columnheader');
    assert.deepEqual(await headings.allTextContents(), ['Token', 'Id', 'Loss, nats', 'Probability']);
  });
});
