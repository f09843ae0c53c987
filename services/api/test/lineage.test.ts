import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvaluationRequest, TraceResult, Verdict } from '@model-trace/core/results';
import { createEvaluationStore, type EvaluationStore, type LineageEdge } from '@model-trace/core/storage';
import { runCli } from '../../../packages/cli/test/run-cli.ts';
import { createClient } from '../../../packages/client/src/index.ts';
import { exampleResults, exampleScan } from '../../../packages/core/test/results-fixture.ts';
import { runningApi } from './running-api.ts';
import { testApp } from './test-app.ts';

const commit = 'a'.repeat(40);

/** Stores what a worker would for one traced pair. @returns the evaluation's id */
async function traced(
  store: EvaluationStore,
  [model, base]: [string, string],
  {
    log10PValue = -40,
    verdict = 'derived' as Verdict,
    perplexity = undefined as number | undefined,
    statistics = undefined as EvaluationRequest['statistics'],
    baseCommit = commit,
    trace = undefined as EvaluationRequest['trace'],
    localised = undefined as TraceResult['localised'],
  } = {},
): Promise<string> {
  const tasks: EvaluationRequest['tasks'] = perplexity === undefined ? ['trace'] : ['perplexity', 'trace'];
  const request: EvaluationRequest = { model, base, tasks, ...(statistics && { statistics }), ...(trace && { trace }) };
  const { id } = await store.create({ request, commit: null, baseCommit: null });
  const results = exampleResults(request, { log10PValue, perplexity, commit });
  Object.assign(results.trace!, { verdict, baseCommit, ...(localised && { localised }) });
  const { attempt } = (await store.start(id))!;
  assert.ok(await store.succeed(id, attempt, results));
  return id;
}

const ends = (edges: { model: string; base: string }[]) =>
  edges.map(({ model, base }) => `${model.split('@')[0]} ${base.split('@')[0]}`).sort();

test('the graph has an edge for the newest trace of each related pair, with evidence, near a model or below a threshold', async (t) => {
  const { url, store, get } = await runningApi(t);
  await traced(store, ['o/b', 'o/a'], { log10PValue: -10 });
  const newest = await traced(store, ['o/b', 'o/a'], { log10PValue: -50, perplexity: 20.25 });
  await traced(store, ['o/c', 'o/b'], { log10PValue: -30 });
  await traced(store, ['o/d', 'o/c'], { log10PValue: -20 });
  await traced(store, ['o/e', 'o/a'], { log10PValue: -0.5, verdict: 'independent' });
  await traced(store, ['o/g', 'o/f'], { log10PValue: -60 });

  const { body, headers } = await get('/v1/lineage');
  assert.deepEqual(ends(body.edges), ['o/b o/a', 'o/c o/b', 'o/d o/c', 'o/g o/f']);
  assert.equal(body.nextCursor, null);
  const edge = body.edges.find((each: { model: string }) => each.model.startsWith('o/b@'));
  assert.deepEqual(
    [edge.evaluationId, edge.url, edge.direction, edge.verdict],
    [newest, `/v1/evaluations/${newest}`, 'undecided', 'derived'],
  );
  assert.deepEqual(edge.statistics, [
    {
      ...{ statistic: 'match', variant: 'phi_2V', log10PValue: -50, validity: 'empirical' },
      ...{ agreeingFraction: 1, verdict: 'derived', correctedFor: null },
    },
  ]);
  const node = (id: string) => body.nodes.find((each: { id: string }) => each.id === id);
  assert.equal(body.nodes.length, 6);
  // o/b is the base of another pair too: what its own line knows is shown.
  assert.deepEqual(node(`o/b@${commit}`), {
    ...{ id: `o/b@${commit}`, model: 'o/b', commit, weightType: 'original', weightsBase: null },
    ...{ architecture: 'gpt2', parameters: 1000, perplexity: 20.25 },
  });
  assert.deepEqual(node(`o/a@${commit}`).perplexity, null);

  const edges = async (query: string) => ends((await get(`/v1/lineage?${query}`)).body.edges);
  assert.deepEqual(await edges('verdict=any&model=o/a'), ['o/b o/a', 'o/e o/a']);
  assert.deepEqual(await edges('verdict=independent'), ['o/e o/a']);
  assert.deepEqual(await edges('model=o/a'), ['o/b o/a']);
  assert.deepEqual(await edges('model=o/b'), ['o/b o/a', 'o/c o/b']);
  assert.deepEqual(await edges('model=o/a&steps=2'), ['o/b o/a', 'o/c o/b']);
  assert.deepEqual(await edges('model=o/a&steps=3'), ['o/b o/a', 'o/c o/b', 'o/d o/c']);
  // The way from o/a to o/d leads over edges that the threshold takes away.
  assert.deepEqual(await edges('model=o/a&steps=3&maxLog10P=-40'), ['o/b o/a']);
  assert.deepEqual(await edges('maxLog10P=-30'), ['o/b o/a', 'o/c o/b', 'o/g o/f']);
  assert.deepEqual(await edges('model=o/nobody'), []);
  assert.equal((await get('/v1/lineage?steps=5')).body.code, 'VALIDATION_FAILED');
  assert.equal((await get('/v1/lineage?cursor=x')).body.code, 'CURSOR_INVALID');

  const pages: string[] = [];
  for (let path: string | null = '/v1/lineage?limit=3'; path !== null; ) {
    const page: { body: typeof body; headers: Headers } = await get(path);
    pages.push(...ends(page.body.edges));
    path = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1] ?? null;
  }
  assert.deepEqual(pages.sort(), ends(body.edges));

  const tag = headers.get('etag')!;
  assert.equal((await fetch(`${url}/v1/lineage`, { headers: { 'if-none-match': tag } })).status, 304);
  await traced(store, ['o/h', 'o/g']);
  assert.equal((await fetch(`${url}/v1/lineage`, { headers: { 'if-none-match': tag } })).status, 200);

  const client = createClient({ baseUrl: url });
  assert.deepEqual(ends((await client.lineage({ maxLog10P: -30 })).edges), [
    'o/b o/a',
    'o/c o/b',
    'o/g o/f',
    'o/h o/g',
  ]);
  const { code, stdout } = await runCli(['lineage', '--url', url, '--model', 'o/h']);
  assert.equal(code, 0);
  assert.match(stdout, /^o\/h@a+ +o\/g@a+ +derived +match 10\^-40\.0 /m);
  const dot = await runCli(['lineage', '--url', url, '--dot', '--threshold', '1e-45']);
  assert.match(dot.stdout, /^ {2}"o\/b@a+" -- "o\/a@a+" \[label="match 10\^-50\.0", color=firebrick, dir=none, URL=/m);
});

type Found = [base: string, log10P: number, verdict: Verdict][];

/** A scan that is under way. @returns its id, and what ends it with these bases found */
async function scanUnderWay(store: EvaluationStore, model: string, weights: Partial<EvaluationRequest> = {}) {
  const request: EvaluationRequest = { model, tasks: ['scan'], scan: { bases: [{ model: 's/a' }] }, ...weights };
  const { id } = await store.create({ request, commit: null, baseCommit: null });
  const { attempt } = (await store.start(id))!;
  return { id, end: (found: Found) => store.succeed(id, attempt, { scan: exampleScan(request, found) }) };
}

/** Stores what a worker would for a scan that found these bases. */
async function scanned(store: EvaluationStore, model: string, found: Found, weights: Partial<EvaluationRequest> = {}) {
  const { id, end } = await scanUnderWay(store, model, weights);
  assert.ok(await end(found));
  return id;
}

test('what the newest scan of a model found is an edge with its corrected p, unless a trace says more', async (t) => {
  const { store, get } = await runningApi(t);
  await scanned(store, 's/b', [['s/old', -20, 'derived']]);
  const newest = await scanned(store, 's/b', [
    ['s/a', -40, 'derived'],
    ['s/traced', -30, 'derived'],
    ['s/c', -12, 'derived'],
    ['s/d', -1, 'independent'],
  ]);
  await traced(store, ['s/b', 's/traced'], { log10PValue: -50 });
  await traced(store, ['s/e', 's/a'], { log10PValue: -9 });
  const all = (await get('/v1/lineage')).body;
  assert.deepEqual(
    all.edges.map(({ task, model, base }: { task: string; model: string; base: string }) => [
      task,
      ...ends([{ model, base }]),
    ]),
    [
      ['trace', 's/e s/a'],
      ['trace', 's/b s/traced'],
      ['scan', 's/b s/a'],
      ['scan', 's/b s/c'],
    ],
  );
  assert.deepEqual(
    [all.edges[2].evaluationId, all.edges[2].verdict, all.edges[2].direction, all.edges[2].statistics],
    [
      newest,
      'derived',
      'undecided',
      [
        {
          ...{ statistic: 'csu', variant: 'phi_U', log10PValue: -40, validity: 'exact', agreeingFraction: 0.5 },
          ...{ verdict: 'derived', correctedFor: 4 },
        },
        {
          ...{ statistic: 'match', variant: 'phi_2V', log10PValue: -40 + Math.log10(4), validity: 'empirical' },
          ...{ agreeingFraction: 1, verdict: null, correctedFor: 4 },
        },
      ],
    ],
  );
  const edges = async (query: string) => ends((await get(`/v1/lineage?${query}`)).body.edges);
  assert.deepEqual(await edges('maxLog10P=-35'), ['s/b s/a', 's/b s/traced']);
  assert.deepEqual(await edges('verdict=independent'), []);
  assert.deepEqual(await edges('model=s/c'), ['s/b s/c']);
  assert.deepEqual(await edges('model=s/c&steps=2'), ['s/b s/a', 's/b s/c', 's/b s/traced']);
  assert.deepEqual(await edges('model=s/c&steps=3'), ['s/b s/a', 's/b s/c', 's/b s/traced', 's/e s/a']);
  const pages: string[] = [];
  for (let path: string | null = '/v1/lineage?limit=1'; path !== null; ) {
    const page: { body: typeof all; headers: Headers } = await get(path);
    pages.push(...ends(page.body.edges));
    path = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1] ?? null;
  }
  assert.deepEqual(pages, ['s/e s/a', 's/b s/traced', 's/b s/a', 's/b s/c']);
});

test('a trace of fewer statistics, or of another commit of the base, hides neither what a scan found nor a fuller trace', async (t) => {
  const { store, get } = await runningApi(t);
  await scanned(store, 'f/b', [['f/a', -40, 'derived']]);
  await traced(store, ['f/c', 'f/a'], { log10PValue: -30 });
  const edges = async (query = '') =>
    (await get(`/v1/lineage?${query}`)).body.edges.map(
      ({ task, verdict, ...edge }: { task: string; verdict: string; model: string; base: string }) =>
        `${task} ${ends([edge])} ${verdict}`,
    );
  const found = ['trace f/c f/a derived', 'scan f/b f/a derived'];
  assert.deepEqual(await edges(), found);
  for (const statistics of [['l2'], ['csu'], ['match']] satisfies EvaluationRequest['statistics'][]) {
    for (const model of ['f/b', 'f/c']) {
      await traced(store, [model, 'f/a'], { log10PValue: -1, verdict: 'independent', statistics });
    }
  }
  assert.deepEqual(await edges(), found);
  assert.deepEqual(await edges('verdict=any'), found);
  const other = { log10PValue: -1, verdict: 'independent', baseCommit: 'b'.repeat(40) } as const;
  await traced(store, ['f/b', 'f/a'], other);
  assert.deepEqual(await edges(), found);
  // The same test of the same files says more than a signature.
  await traced(store, ['f/b', 'f/a'], { ...other, baseCommit: commit });
  assert.deepEqual(await edges(), ['trace f/c f/a derived']);
});

test('what a trace of fewer statistics finds derived is an edge, until one of all of them says more', async (t) => {
  const { store, get, databaseUrl } = await runningApi(t);
  const edges = async (query = '') =>
    (await get(`/v1/lineage?${query}`)).body.edges.map(
      ({ task, evaluationId, ...edge }: { task: string; evaluationId: string; model: string; base: string }) =>
        [task, ...ends([edge]), evaluationId].join(' '),
    );
  const csu = { statistics: ['csu' as const], log10PValue: -30 };
  await scanned(store, 'p/b', [['p/a', -40, 'derived']]);
  const part = await traced(store, ['p/b', 'p/a'], csu);
  assert.deepEqual(await edges(), [`trace p/b p/a ${part}`]);
  const [edge] = (await get('/v1/lineage')).body.edges;
  assert.deepEqual(edge.statistics, [
    {
      ...{ statistic: 'match', variant: 'phi_2V', log10PValue: -30, validity: 'empirical' },
      ...{ agreeingFraction: 1, verdict: 'derived', correctedFor: null },
    },
  ]);
  assert.deepEqual([edge.base, edge.direction], [`p/a@${commit}`, 'undecided']);
  // A scan that comes later replaces what scans found, and nothing else.
  await scanned(store, 'p/b', []);
  // Neither does a trace that found nothing by asking less, nor one by a rule of its own.
  await traced(store, ['p/b', 'p/a'], { statistics: ['csh'], log10PValue: -1, verdict: 'independent' });
  await traced(store, ['p/b', 'p/a'], { ...csu, trace: { thresholdLog10P: -2 } });
  await traced(store, ['p/c', 'p/a'], { ...csu, trace: { blocks: [[0, 0]] } });
  assert.deepEqual(await edges(), [`trace p/b p/a ${part}`]);
  assert.deepEqual(await edges('maxLog10P=-31'), []);
  assert.deepEqual(await edges('model=p/a&maxLog10P=-30'), [`trace p/b p/a ${part}`]);
  assert.deepEqual(await edges('verdict=independent'), []);
  assert.deepEqual((await get('/v1/leaderboard')).body.items, []);
  // Another commit of the base is another pair; of one pair the newest stands.
  const other = await traced(store, ['p/b', 'p/a'], { ...csu, baseCommit: 'b'.repeat(40) });
  const newest = await traced(store, ['p/b', 'p/a'], csu);
  assert.deepEqual(await edges(), [`trace p/b p/a ${newest}`, `trace p/b p/a ${other}`]);
  const full = await traced(store, ['p/b', 'p/a'], { log10PValue: -50 });
  assert.deepEqual(await edges(), [`trace p/b p/a ${full}`, `trace p/b p/a ${other}`]);
  // At once, of two workers: one edge, of the last that was submitted.
  const second = createEvaluationStore({ connectionString: databaseUrl });
  t.after(() => second.close());
  const stores = Array.from({ length: 8 }, (_, i) => [store, second][i % 2]);
  const ids = await Promise.all(stores.map((each) => traced(each, ['p/e', 'p/d'], csu)));
  assert.deepEqual(await edges('model=p/e'), [`trace p/e p/d ${ids.sort().at(-1)}`]);
});

test('an edge that rests on every block against every block has that as its evidence', async (t) => {
  const { store, get } = await runningApi(t);
  const {
    statistic: _,
    log10PValue: _p,
    blocks: _b,
    pValue: _v,
    agreeingFraction: _f,
    ...rest
  } = exampleResults({
    ...{ model: 'l/b', base: 'l/a', tasks: ['trace'] },
  }).trace!.statistics[0];
  const localised = [
    {
      ...{
        ...rest,
        statistic: 'match-all',
        log10PValue: -50,
        multiplicity: 'fake',
        widths: 'fake',
        sources: [],
        pairs: [],
      },
      ...{ verdict: 'derived' as const },
    },
  ];
  await traced(store, ['l/b', 'l/a'], { log10PValue: -1, localised });
  const { body } = await get('/v1/lineage?maxLog10P=-40');
  assert.deepEqual(
    body.edges[0].statistics.map(({ statistic, log10PValue, agreeingFraction, verdict }: Record<string, unknown>) => [
      ...[statistic, log10PValue, agreeingFraction, verdict],
    ]),
    [
      ['match', -1, 1, 'derived'],
      ['match-all', -50, null, 'derived'],
    ],
  );
});

test('the newest scan of a model and its weights counts, in whatever order they end', async (t) => {
  const { store, get, databaseUrl } = await runningApi(t);
  const edges = async () =>
    (await get('/v1/lineage')).body.edges.map((edge: { model: string; base: string; evaluationId: string }) => [
      ...ends([edge]),
      edge.evaluationId,
    ]);
  const early = await scanUnderWay(store, 'n/b');
  const late = await scanned(store, 'n/b', [['n/late', -30, 'derived']]);
  assert.ok(await early.end([['n/early', -30, 'derived']]));
  assert.deepEqual(await edges(), [['n/b n/late', late]]);
  // Over other weights it is another model.
  const adapter = { weightType: 'adapter', weightsBase: 'n/base' } as const;
  const over = await scanned(store, 'n/b', [['n/early', -30, 'derived']], adapter);
  assert.deepEqual(await edges(), [
    ['n/b n/early', over],
    ['n/b n/late', late],
  ]);
  await scanned(store, 'n/b', [['n/late', -1, 'independent']]);
  assert.deepEqual(await edges(), [['n/b n/early', over]]);
  // At once, of two workers: whichever is stored first, the one that was submitted last stands.
  const other = createEvaluationStore({ connectionString: databaseUrl });
  t.after(() => other.close());
  const stores = Array.from({ length: 8 }, (_, i) => [store, other][i % 2]);
  const scans = await Promise.all(stores.map((each) => scanUnderWay(each, 'n/c')));
  const last = scans
    .map(({ id }) => id)
    .sort()
    .at(-1)!;
  await Promise.all(scans.map(({ id, end }) => end([[`n/${id}`, -30, 'derived']])));
  assert.deepEqual(await edges(), [
    [`n/c n/${last}`, last],
    ['n/b n/early', over],
  ]);
});

test('DOT by parameter or by Accept; names cannot leave their quotes', async (t) => {
  const { app, store } = await testApp(t);
  const model = (name: string): LineageEdge['model'] => ({
    ...{ model: name, commit: null, weightType: 'original', weightsBase: null },
    ...{ architecture: null, parameters: null, perplexity: null },
  });
  store.edges = [
    {
      task: 'trace',
      evaluationId: '0199a0de-6c3f-7b1e-9a53-3f0a5f1f2b77',
      ...{ model: model('a"];x\\'), base: { ...model('b'), architecture: 'gpt2', parameters: 5, perplexity: 29.374 } },
      verdict: 'derived',
      statistics: [
        {
          ...{ statistic: 'csu', variant: 'phi_U', log10PValue: -312.06, validity: 'exact' },
          ...{ agreeingFraction: 1, verdict: 'derived', correctedFor: null },
        },
      ],
    },
  ];
  const { body, headers } = await app.inject('/v1/lineage?format=dot');
  assert.match(String(headers['content-type']), /^text\/vnd\.graphviz/);
  assert.deepEqual(body.split('\n'), [
    'graph lineage {',
    '  node [shape=box];',
    String.raw`  "a\"];x\\" [label="a\"];x\\"];`,
    String.raw`  "b" [label="b\ngpt2, 5 parameters\nperplexity 29.37"];`,
    String.raw`  "a\"];x\\" -- "b" [label="csu 10^-312.1", color=firebrick, dir=none, URL="/v1/evaluations/0199a0de-6c3f-7b1e-9a53-3f0a5f1f2b77"];`,
    '}',
    '',
  ]);
  const type = async (url: string, accept: string) =>
    String((await app.inject({ url, headers: { accept } })).headers['content-type']).split(';')[0];
  assert.equal(await type('/v1/lineage', 'text/vnd.graphviz'), 'text/vnd.graphviz');
  assert.equal(await type('/v1/lineage', 'application/json, text/vnd.graphviz;q=0.5'), 'application/json');
  assert.equal(await type('/v1/lineage?format=json', 'text/vnd.graphviz'), 'application/json');
});
