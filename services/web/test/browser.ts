import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

export interface WatchedPage {
  page: Page;
  /** Requests that went anywhere. */
  requests: string[];
}

interface Hooks {
  after(cleanup: () => Promise<void>): void;
}

/**
 * A page in a browser context of its own. When the test ends, it fails for whatever the page did wrong on the way: errors,
 * violations of the Content-Security-Policy, requests to other origins.
 * Call it before the service is started: what a test leaves to be cleaned up is cleaned up in the order of its calls.
 * @param options.tolerated  messages that belong to the test, a 404 that it asks for
 */
export async function openPage(
  t: Hooks,
  browser: Browser,
  { tolerated, ...options }: BrowserContextOptions & { tolerated?: RegExp } = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  // A busy machine is slow; what never comes is told well before the test's own limit.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const wrong: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrong.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => requests.push(request.url()));
  t.after(async () => {
    const origin = new URL(page.url()).origin;
    await context.close();
    const elsewhere = requests.filter((url) => !/^(blob|data):/.test(url) && new URL(url).origin !== origin);
    assert.deepEqual(elsewhere, [], 'requests to other origins');
    assert.deepEqual(
      wrong.filter((text) => !tolerated?.test(text)),
      [],
      'what the page reported',
    );
  });
  return { page, requests };
}

/** Violations of accessibility rules that axe finds on what is shown now. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which no Content-Security-Policy holds back.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join('\n')}`,
  );
}
