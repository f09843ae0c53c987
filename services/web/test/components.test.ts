import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { LeaderboardEntry } from '@model-trace/client';
import type { ReactNode } from 'react';
import { exampleResults } from '../../../packages/core/test/results-fixture.ts';
import { type Components, components } from './components.ts';

const cleanups: (() => Promise<void> | void)[] = [];
const config: Parameters<typeof components>[1] = {
  title: 'Board',
  introduction: '',
  columns: ['model', 'perplexity', 'trace', 'verdict', 'license'],
};

let page: Components;
let react: typeof import('react');
let container: HTMLElement;
let unmount: (() => Promise<void>) | undefined;

before(async () => {
  page = await components({ after: (cleanup) => void cleanups.unshift(cleanup) }, config);
  react = await import('react');
});
after(async () => {
  await unmount?.();
  for (const cleanup of cleanups) await cleanup();
});

/** Shows an element as a page of its own at an address. */
async function show(element: () => ReactNode, { path = '/' } = {}): Promise<void> {
  await unmount?.();
  const { createRoot } = await import('react-dom/client');
  const { QueryClient, QueryClientProvider } = await import('@tanstack/react-query');
  const { createMemoryHistory, createRootRoute, createRouter, RouterProvider } = await import('@tanstack/react-router');
  const router = createRouter({
    routeTree: createRootRoute({ component: element, notFoundComponent: element }),
    history: createMemoryHistory({ initialEntries: [path] }),
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => `?${new URLSearchParams(search)}`,
  });
  await router.load();
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false, networkMode: 'always', gcTime: Number.POSITIVE_INFINITY } },
  });
  container = document.body.appendChild(document.createElement('div'));
  const root = createRoot(container);
  const provided = react.createElement(RouterProvider, { router } as never);
  await react.act(async () => root.render(react.createElement(QueryClientProvider, { client }, provided)));
  unmount = async () => {
    await react.act(async () => root.unmount());
    container.remove();
    client.clear();
  };
}

/** Until what is shown satisfies it; the failure of the last look otherwise. */
async function eventually(look: () => void): Promise<void> {
  for (let left = 200; ; left--) {
    try {
      return look();
    } catch (error) {
      if (left === 0) throw error;
      await react.act(() => new Promise((later) => setTimeout(later, 20)));
    }
  }
}

const text = (selector: string) =>
  [...container.querySelectorAll(selector)].map(({ textContent }) => textContent?.trim());
const press = (element: Element | null) =>
  react.act(async () => void element!.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })));
const button = (name: string) => [...container.querySelectorAll('button')].find((each) => each.textContent === name)!;

const entry = (n: number, fields: Partial<LeaderboardEntry> = {}): LeaderboardEntry => ({
  ...{ model: `org/model-${n}`, commit: null, weightType: 'original', weightsBase: null },
  ...{ base: 'org/base', baseCommit: null },
  metrics: { perplexity: { value: 10 + n, display: '' }, trace: { value: -23.44, display: '' } },
  ...{ verdict: 'derived', bitsPerByte: 1, architecture: 'gpt2', parameters: 1e6, dtype: 'F32', license: 'mit' },
  ...{ submittedAt: '2026-01-31T12:00:00.000Z', finishedAt: '2026-01-31T12:00:00.000Z' },
  ...{ evaluationId: `01800000-0000-7000-8000-${String(n).padStart(12, '0')}`, url: '' },
  ...fields,
});
/** No answer, until nobody waits for it any more. */
const pending = ({ signal }: Request) =>
  new Promise<Response>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
const json = (body: object, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' }, ...init });

describe('components', () => {
  test('the table has headings that say the order, numbers as people read them, and only rows in view', async () => {
    const { LeaderboardTable } = await page.load<typeof import('../src/leaderboard/leaderboard-table.tsx')>(
      'leaderboard/leaderboard-table.tsx',
    );
    const asked: object[] = [];
    const rows = Array.from({ length: 500 }, (_, n) =>
      entry(n, n === 1 ? { metrics: { perplexity: null, trace: null }, verdict: null, license: null } : {}),
    );
    await show(() =>
      react.createElement(LeaderboardTable, {
        ...{
          rows,
          shown: ['model', 'perplexity', 'trace', 'verdict', 'license'] as const,
          complete: true,
          stale: false,
        },
        ...{ sort: 'perplexity' as const, order: 'asc' as const, onNearEnd: () => {} },
        onSort: (sort) => void asked.push(sort),
      }),
    );
    await eventually(() => assert.ok(text('tbody th').length > 5));
    assert.deepEqual(text('thead th'), ['Model', 'Perplexity', 'Match P-Value', 'Verdict', 'Licence']);
    assert.deepEqual(text('tbody tr:nth-child(1) > *'), ['org/model-0', '10', '10^-23.4', 'derived', 'mit']);
    assert.deepEqual(text('tbody tr:nth-child(2) > *'), ['org/model-1', '–', '–', '–', '–']);
    assert.ok(text('tbody th').length < 60);
    assert.equal(container.querySelector('table')!.getAttribute('aria-rowcount'), '501');
    const sorts = [...container.querySelectorAll('thead th')].map((heading) => heading.getAttribute('aria-sort'));
    assert.deepEqual(sorts, [null, 'ascending', null, null, null]);
    await press(container.querySelectorAll('thead button')[1]);
    await press(container.querySelectorAll('thead button')[2]);
    assert.deepEqual(asked, [
      { sort: 'perplexity', order: 'desc' },
      { sort: 'trace', order: 'asc' },
    ]);
  });

  test('a leaderboard that is loading, failing, back again, or empty says so', async () => {
    const { LeaderboardPage } = await page.load<typeof import('../src/leaderboard/leaderboard-page.tsx')>(
      'leaderboard/leaderboard-page.tsx',
    );
    let rows: (request: Request) => Promise<Response> = pending;
    page.answer((request) => (request.url.includes('/v1/leaderboard') ? rows(request) : pending(request)));
    const path = '/?plot=off';
    await show(() => react.createElement(LeaderboardPage), { path });
    await eventually(() => assert.ok(container.querySelector('[role=status][aria-label="Loading the leaderboard"]')));

    const problem = { code: 'VALIDATION_FAILED', detail: 'The cursor is wrong', status: 400, retryable: false };
    const headers = { 'content-type': 'application/problem+json' };
    rows = async () => json({ ...problem, requestId: 'r-1', fix: 'Start again.' }, { status: 400, headers });
    await show(() => react.createElement(LeaderboardPage), { path });
    await eventually(() => assert.match(text('[role=alert]').join(), /The leaderboard could not be loaded/));
    for (const said of ['The cursor is wrong', 'Start again.', 'VALIDATION_FAILED', 'r-1'])
      assert.ok(text('[role=alert]').join().includes(said), said);
    assert.equal(container.querySelector('table'), null);

    rows = async () => json({ items: [entry(1)], nextCursor: null });
    await press(button('Try again'));
    await eventually(() => assert.deepEqual(text('tbody th'), ['org/model-1']));
    assert.match(text('.leaderboard-count').join(), /^1 row/);
    assert.equal(container.querySelector('[role=alert]'), null);

    rows = async () => json({ items: [], nextCursor: null });
    await show(() => react.createElement(LeaderboardPage), { path });
    await eventually(() => assert.ok(text('h2').includes('No results yet')));
    await show(() => react.createElement(LeaderboardPage), { path: `${path}&license=mit` });
    await eventually(() => assert.ok(text('h2').includes('No model matches')));
    assert.ok(button('Clear filters'));
  });

  test('a verdict is a word, a sentence about both models, and never proof of independence', async () => {
    const { VerdictBadge } = await page.load<typeof import('../src/ui/verdict-badge.tsx')>('ui/verdict-badge.tsx');
    const { verdictSentence } = await page.load<typeof import('../src/evaluation/verdict-sentence.ts')>(
      'evaluation/verdict-sentence.ts',
    );
    const pair = { model: 'a/tuned', base: 'a/base' };
    const { statistics, ...fake } = exampleResults({ ...pair, tasks: ['trace'] }).trace!;
    const verdictRule = 'derived: log10 p < -6; independent: log10 p >= -3; otherwise inconclusive';
    const statistic = { ...statistics[0], verdictRule, log10PValue: -4, agreeingFraction: 0.02 };
    const sentences = new Map<string, string>();
    for (const verdict of ['derived', 'independent', 'inconclusive'] as const) {
      await show(() => react.createElement(VerdictBadge, { verdict }));
      await eventually(() => assert.deepEqual(text('.badge'), [verdict]));
      assert.ok(container.querySelector('.badge')!.getAttribute('title'));
      const sentence = verdictSentence({ ...pair, verdict, statistics: [{ ...statistic, verdict }] });
      assert.ok(sentence.includes('a/tuned') && sentence.includes('a/base'));
      sentences.set(verdict, sentence);
    }
    assert.match(sentences.get('independent')!, /no proof/);
    assert.match(sentences.get('derived')!, /initialised alike/);
    // Nothing decided is no evidence; the reason is told, whichever of them it is.
    assert.match(
      sentences.get('inconclusive')!,
      /^Nothing could be decided .*match has p = 10\^-4.0 with 2% .*log10 p < -6/,
    );
    const because = (fields: Partial<typeof statistic>) =>
      verdictSentence({
        ...pair,
        verdict: 'inconclusive',
        statistics: [{ ...statistic, verdict: 'inconclusive', ...fields }],
      });
    const controls = { pairs: [], medianLog10PValue: -9, areSmall: true, rule: '' };
    assert.match(because({ log10PValue: -50, agreeingFraction: 1, controls }), /no reason to be related/);
    assert.match(
      because({ verdictRule: 'inconclusive, whatever the p-value: too small' }),
      /match is inconclusive, whatever/,
    );
    // Distances alone test nothing, whatever a result of an earlier version calls it.
    for (const verdict of [null, 'inconclusive'] as const)
      assert.match(
        verdictSentence({ ...fake, ...pair, verdict, statistics: [] }),
        /^Nothing that gives a verdict was tested/,
      );
    await show(() => react.createElement(VerdictBadge, { verdict: null }));
    await eventually(() => assert.deepEqual(text('.badge'), ['not tested']));
  });

  test('the page says of each p-value what it is under, and of controls what they leave open', async () => {
    const { StatisticsList } =
      await page.load<typeof import('../src/about/statistics-list.tsx')>('about/statistics-list.tsx');
    await show(() => react.createElement(StatisticsList));
    await eventually(() => assert.match(text('p').join(), /Of match: its two matchings have nothing to do/));
    assert.match(text('p').join(), /initialised alike \(same seed or recipe\)/);
    assert.match(text('p').join(), /compare only those of pairs of one shape/);
    const { StatisticCard } = await page.load<typeof import('../src/evaluation/statistic-card.tsx')>(
      'evaluation/statistic-card.tsx',
    );
    const [statistic] = exampleResults({ model: 'a/b', base: 'c/d', tasks: ['trace'] }).trace!.statistics;
    const controls = { pairs: [], medianLog10PValue: -0.3, areSmall: false, rule: 'fake' };
    await show(() => react.createElement(StatisticCard, { statistic: { ...statistic, controls } }));
    await eventually(() => assert.match(text('dd').join(), /do not exclude .* converge at equal depth/));
    assert.ok(!text('dt').includes('Copied layers'));
    for (const [validity, said] of [
      ['exact', /nobody looked: the p-value rests on its null/],
      ['empirical', /nobody looked, so that no verdict follows unless/],
    ] as const) {
      await show(() =>
        react.createElement(StatisticCard, { statistic: { ...statistic, validity, calibration: null } }),
      );
      await eventually(() => assert.match(text('dd').join(), said));
    }
    const [block] = statistic.blocks;
    const blocks = [block, { ...block, block: 7, copyOf: 0 }];
    const copies = { counted: 1, rule: 'They repeat it' };
    await show(() => react.createElement(StatisticCard, { statistic: { ...statistic, blocks, copies } }));
    await eventually(() => assert.ok(text('dd').includes('block 7 (as 0) not counted. They repeat it')));
  });

  test('an error is told with its way out where it has one, and as it is where it has none', async () => {
    const { ErrorPanel } = await page.load<typeof import('../src/ui/error-panel.tsx')>('ui/error-panel.tsx');
    await show(() => react.createElement(ErrorPanel, { error: new Error('broken <b>') }));
    await eventually(() => assert.deepEqual(text('[role=alert] p'), ['broken <b>']));
    assert.deepEqual(text('h2'), ['This did not work']);
    assert.equal(container.querySelector('button'), null);
  });

  test('without a network the page says so, and stops saying it', async () => {
    const { OfflineNotice } =
      await page.load<typeof import('../src/layout/offline-notice.tsx')>('layout/offline-notice.tsx');
    let online = true;
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => online });
    const change = (to: boolean) => {
      online = to;
      return react.act(async () => void window.dispatchEvent(new Event(to ? 'online' : 'offline')));
    };
    await show(() => react.createElement(OfflineNotice));
    await eventually(() => assert.deepEqual(text('[role=status]'), ['']));
    await change(false);
    assert.match(text('[role=status]').join(), /You are offline/);
    await change(true);
    assert.deepEqual(text('[role=status]'), ['']);
  });

  test('checks of a submission: what warns is seen at once, with what to do; without checks there is nothing', async () => {
    const { SubmissionChecks } = await page.load<typeof import('../src/evaluation/submission-checks.tsx')>(
      'evaluation/submission-checks.tsx',
    );
    const passed = {
      check: 'config',
      title: 'config.json can be read',
      outcome: 'passed',
      detail: 'config.json',
    } as const;
    const warned = {
      ...passed,
      check: 'license',
      title: 'The licence is stated',
      outcome: 'warned',
      detail: 'none',
    } as const;
    const checks = [
      { ...passed, code: null, fix: null },
      { ...warned, code: 'LICENSE_MISSING', fix: 'State it.' },
    ];
    await show(() => react.createElement(SubmissionChecks, { checks }));
    await eventually(() => assert.deepEqual(text('summary'), ['Checks of the submission: 1 passed, 1 warned']));
    assert.deepEqual(text('li').length, 1);
    assert.match(text('li').join(), /The licence is stated warned.*none.*State it\./);
    for (const none of [null, []]) {
      await show(() => react.createElement(SubmissionChecks, { checks: none }));
      await eventually(() => assert.equal(container.textContent, ''));
    }
  });

  test('an evaluation is followed again after the client gave up, until it has ended', async () => {
    const { useEvaluation } =
      await page.load<typeof import('../src/evaluation/use-evaluation.ts')>('evaluation/use-evaluation.ts');
    const id = entry(1).evaluationId;
    let refused = 0;
    page.answer(({ url }) => {
      // One that no other try of the same request changes.
      if (url.endsWith('/events'))
        return refused++ === 0 ? new Response('', { status: 403 }) : json({}, { status: 404 });
      return json({ id, status: refused < 2 ? 'running' : 'succeeded' });
    });
    const Status = () => react.createElement('p', null, useEvaluation(id).data?.status);
    await show(() => react.createElement(Status));
    await eventually(() => assert.deepEqual(text('p'), ['running']));
    await eventually(() => assert.deepEqual(text('p'), ['succeeded']));
    assert.equal(refused, 2);
  });
});
