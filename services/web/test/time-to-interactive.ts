/**
 * How soon the leaderboard of 1,000 rows can be used, in a Chromium without a window:
 * `npx pnpm@12 --filter @model-trace/web measure [LOADS]`. Each load is a new browser context with an empty cache. For each it prints,
 * from the start of the navigation: when the first rows stood there, when all rows had come, and when the main thread had its last
 * long task before that (what "interactive" waits for); and the CPU time of the main thread (task, script, layout, style).
 */
import type { Page } from 'playwright-core';
import { launchChromium } from './launch-chromium.ts';
import { fillLeaderboard } from './many-rows.ts';
import { serviceUnderTest } from './service-under-test.ts';

const loads = Number(process.argv[2] ?? 5);
const rows = 1_000;

/** Runs in the page from its start: notes long tasks and when rows come. */
function watchPage(): void {
  const seen = { longTasks: [] as { start: number; end: number }[], firstRows: 0, allRows: 0 };
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      seen.longTasks.push({ start: startTime, end: startTime + duration });
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    if (seen.firstRows === 0 && document.querySelector('tbody th')) seen.firstRows = performance.now();
    if (document.querySelector('.leaderboard-count')?.textContent?.startsWith('1,000 rows'))
      seen.allRows = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function measure(page: Page, url: string) {
  const session = await page.context().newCDPSession(page);
  // In time that the thread had a core: what else runs on the machine is not in it.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.addInitScript(watchPage);
  await page.goto(url);
  await page.waitForFunction(() => (globalThis as unknown as { seen: { allRows: number } }).seen.allRows > 0);
  const metrics = new Map(
    (await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]),
  );
  const { longTasks, firstRows, allRows } = await page.evaluate(
    () =>
      (
        globalThis as unknown as {
          seen: { longTasks: { start: number; end: number }[]; firstRows: number; allRows: number };
        }
      ).seen,
  );
  const interactive = Math.max(firstRows, ...longTasks.filter(({ start }) => start < firstRows).map(({ end }) => end));
  const ms = (name: string) => Math.round(1000 * metrics.get(name)!);
  return {
    ...{ interactiveMs: Math.round(interactive), firstRowsMs: Math.round(firstRows), allRowsMs: Math.round(allRows) },
    ...{ taskMs: ms('TaskDuration'), scriptMs: ms('ScriptDuration'), layoutMs: ms('LayoutDuration') },
    styleMs: ms('RecalcStyleDuration'),
    blockingMs: Math.round(longTasks.reduce((sum, { start, end }) => sum + Math.max(0, end - start - 50), 0)),
  };
}

const cleanups: (() => Promise<void>)[] = [];
const browser = await launchChromium();
try {
  const api = await serviceUnderTest({ after: (cleanup) => void cleanups.unshift(cleanup) });
  await fillLeaderboard(api.databaseUrl, rows);
  const measured: Awaited<ReturnType<typeof measure>>[] = [];
  for (let load = 0; load <= loads; load++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const found = await measure(await context.newPage(), api.url);
    await context.close();
    // The first is of a service that has answered nothing yet.
    if (load > 0) measured.push(found);
    console.log(load === 0 ? 'first' : load, JSON.stringify(found));
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
  const names = Object.keys(measured[0]) as (keyof (typeof measured)[0])[];
  console.log(
    'median',
    JSON.stringify(Object.fromEntries(names.map((name) => [name, median(measured.map((each) => each[name]))]))),
  );
} finally {
  await browser.close();
  for (const cleanup of cleanups) await cleanup();
}
