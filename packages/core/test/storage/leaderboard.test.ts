import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvaluationRequest } from '@model-trace/core/results';
import { createEvaluationStore, type LeaderboardQuery, type LeaderboardRow } from '@model-trace/core/storage';
import { exampleResults } from '../results-fixture.ts';
import { testDatabase } from '../services.ts';

type Values = Parameters<typeof exampleResults>[1];

test('leaderboard', async (t) => {
  const store = createEvaluationStore({ connectionString: await testDatabase(t) });
  t.after(() => store.close());

  const submit = (request: Partial<EvaluationRequest> & { model: string }) =>
    store.create({ request: { tasks: ['perplexity', 'trace'], ...request }, commit: null, baseCommit: null });
  const finish = async ({ id, request }: { id: string; request: EvaluationRequest }, values: Values = {}) => {
    const { attempt } = (await store.start(id))!;
    assert.equal(await store.succeed(id, attempt, exampleResults(request, values)), true);
    return id;
  };
  const lines = async (search: string): Promise<LeaderboardRow[]> =>
    (await store.leaderboard({ search, limit: 100 })).items;
  const pages = async (query: Omit<LeaderboardQuery, 'limit'>): Promise<LeaderboardRow[]> => {
    const all: LeaderboardRow[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.leaderboard({ ...query, cursor, limit: 2 });
      all.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return all;
  };

  await t.test('shows an evaluation with its numbers', async () => {
    const evaluation = await submit({ model: 'one/model' });
    await finish(evaluation, { perplexity: 20.25, log10PValue: -312.5, parameters: 124_439_808 });
    const [line, ...rest] = await lines('one/model');
    assert.equal(rest.length, 0);
    const { finishedAt, bitsPerByte, ...others } = line;
    assert.deepEqual(others, {
      evaluationId: evaluation.id,
      model: 'one/model',
      commit: 'a'.repeat(40),
      weightType: 'original',
      weightsBase: null,
      base: 'openai-community/gpt2',
      baseCommit: null,
      metrics: { perplexity: 20.25, trace: -312.5 },
      verdict: 'derived',
      architecture: 'gpt2',
      parameters: 124_439_808,
      dtype: 'F32',
      license: null,
      submittedAt: evaluation.createdAt,
    });
    assert.ok(finishedAt >= evaluation.createdAt);
    // 10 tokens of ln(20.25) nats each over 100 bytes.
    assert.ok(Math.abs(bitsPerByte! - (10 * Math.log2(20.25)) / 100) < 1e-12);
  });

  await t.test(
    'an adapter has a line for each model that it is put over, none of which is that of the original',
    async () => {
      const model = 'an/adapter';
      const over = (weightsBase: string) =>
        submit({ model, weightType: 'adapter', weightsBase, tasks: ['perplexity'] });
      await finish(await over('a/base'), { perplexity: 5 });
      await finish(await over('another/base'), { perplexity: 6 });
      await finish(await submit({ model, tasks: ['perplexity'] }), { perplexity: 7 });
      await finish(await over('a/base'), { perplexity: 4 });
      const found = (await lines(model)).map(({ weightType, weightsBase, metrics }) => [
        ...[weightType, weightsBase, metrics.perplexity],
      ]);
      assert.deepEqual(found, [
        ['adapter', 'a/base', 4],
        ['adapter', 'another/base', 6],
        ['original', null, 7],
      ]);
    },
  );

  await t.test('has one line per model, commit and base, with the newest submission of each task', async () => {
    const model = 'same/model';
    const older = await submit({ model });
    const newer = await submit({ model });
    await finish(newer, { perplexity: 2, log10PValue: -2 });
    // Submitted earlier, finished later: changes nothing.
    await finish(older, { perplexity: 1, log10PValue: -1 });
    assert.deepEqual(
      (await lines(model)).map(({ evaluationId, metrics }) => ({ evaluationId, metrics })),
      [{ evaluationId: newer.id, metrics: { perplexity: 2, trace: -2 } }],
    );
    const traced = await finish(await submit({ model, tasks: ['trace'] }), { log10PValue: -3 });
    assert.deepEqual(
      (await lines(model)).map(({ evaluationId, metrics }) => ({ evaluationId, metrics })),
      [{ evaluationId: traced, metrics: { perplexity: 2, trace: -3 } }],
    );
    await finish(await submit({ model, base: 'other/base' }), { perplexity: 4, log10PValue: -4 });
    await finish(await submit({ model }), { commit: 'b'.repeat(40) });
    const found = await lines(model);
    assert.deepEqual(
      found.map(({ commit, base, metrics }) => [commit?.[0], base, metrics.perplexity, metrics.trace]).sort(),
      [
        ['a', 'openai-community/gpt2', 4, -3],
        ['a', 'other/base', 4, -4],
        ['b', 'openai-community/gpt2', 12.5, -40],
      ],
    );
  });

  await t.test('a trace against another commit of the base is another line, and takes no verdict away', async () => {
    const model = 'pinned/model';
    const [first, second] = ['c'.repeat(40), 'd'.repeat(40)];
    const against = (baseCommit: string, more: Partial<EvaluationRequest> = {}) =>
      store.create({
        request: { model, base: 'a/base', tasks: ['perplexity', 'trace'], ...more },
        ...{ commit: null, baseCommit },
      });
    const shown = async () =>
      (await lines(model))
        .map(({ baseCommit, verdict, metrics }) => [baseCommit, verdict, metrics.trace, metrics.perplexity])
        .sort();
    await finish(await against(first), { log10PValue: -40, verdict: 'derived', perplexity: 9 });
    const other = { baseRevision: second };
    await finish(await against(second, other), { log10PValue: -1, verdict: 'independent', perplexity: 8 });
    assert.deepEqual(await shown(), [
      [first, 'derived', -40, 8],
      [second, 'independent', -1, 8],
    ]);
    await finish(await against(first), { log10PValue: -41, verdict: 'derived', perplexity: 7 });
    assert.deepEqual(await shown(), [
      [first, 'derived', -41, 7],
      [second, 'independent', -1, 7],
    ]);
    const { items } = await store.lineage({ model, limit: 10 });
    assert.deepEqual(items.map(({ base, verdict }) => [base.commit, verdict]).sort(), [
      [first, 'derived'],
      [second, 'independent'],
    ]);
  });

  await t.test('perplexity alone makes a line that a trace then completes', async () => {
    const model = 'alone/model';
    await finish(await submit({ model, tasks: ['perplexity'] }), { perplexity: 7 });
    assert.deepEqual(
      (await lines(model)).map(({ base, metrics, verdict }) => ({ base, metrics, verdict })),
      [{ base: null, metrics: { perplexity: 7, trace: null }, verdict: null }],
    );
    await finish(await submit({ model, tasks: ['trace'] }), { log10PValue: -5 });
    assert.deepEqual(
      (await lines(model)).map(({ base, metrics }) => ({ base, metrics })),
      [{ base: 'openai-community/gpt2', metrics: { perplexity: 7, trace: -5 } }],
    );
    await finish(await submit({ model, tasks: ['perplexity'] }), { perplexity: 8 });
    assert.deepEqual(
      (await lines(model)).map(({ base, metrics }) => ({ base, metrics })),
      [{ base: 'openai-community/gpt2', metrics: { perplexity: 8, trace: -5 } }],
    );
  });

  await t.test('the licence is that of the newest result, on every line of the model', async () => {
    const model = 'licensed/model';
    const licenses = async () => (await lines(model)).map(({ base, license }) => [base, license]).sort();
    await finish(await submit({ model, tasks: ['perplexity'] }), { license: 'mit' });
    await finish(await submit({ model, tasks: ['trace'], base: 'a/base' }), { license: 'apache-2.0' });
    assert.deepEqual(await licenses(), [['a/base', 'apache-2.0']]);
    await finish(await submit({ model, tasks: ['perplexity'] }), { license: 'gemma' });
    await finish(await submit({ model, tasks: ['trace'], base: 'b/base' }), { license: 'gemma' });
    assert.deepEqual(await licenses(), [
      ['a/base', 'gemma'],
      ['b/base', 'gemma'],
    ]);
    assert.deepEqual((await pages({ license: 'gemma', sort: 'model' })).map(({ base }) => base).sort(), [
      'a/base',
      'b/base',
    ]);
    assert.deepEqual(await pages({ license: 'mit' }), []);
    // Of a version that did not look.
    await finish(await submit({ model: 'unlicensed/model' }), {});
    assert.deepEqual((await lines('unlicensed/model'))[0].license, null);
  });

  await t.test('takes evaluations of one model that finish at once', async () => {
    const model = 'busy/model';
    const submitted = [];
    for (let i = 0; i < 8; i++) submitted.push(await submit({ model, base: `base/${i % 2}` }));
    await Promise.all(submitted.map((evaluation, i) => finish(evaluation, { perplexity: 10 + i, log10PValue: -i })));
    assert.deepEqual(
      (await lines(model)).map(({ base, metrics }) => [base, metrics.perplexity, metrics.trace]).sort(),
      [
        ['base/0', 17, -6],
        ['base/1', 17, -7],
      ],
    );
  });

  await t.test('sorts both ways with missing values last, page by page, equal values included', async () => {
    for (const [name, perplexity] of [
      ['a', 3],
      ['b', 1],
      ['c', 3],
      ['d', 2],
    ] as const) {
      await finish(await submit({ model: `sorted/${name}` }), { perplexity, parameters: perplexity * 10 });
    }
    for (const name of ['e', 'f', 'g']) await finish(await submit({ model: `sorted/${name}`, tasks: ['trace'] }));
    const search = 'sorted/';
    const order = async (query: Omit<LeaderboardQuery, 'limit'>) =>
      (await pages({ search, ...query })).map(({ model }) => model.at(-1)).join('');
    assert.equal(await order({ sort: 'perplexity', order: 'asc' }), 'bdacefg');
    assert.equal(await order({ sort: 'perplexity', order: 'desc' }), 'cadbgfe');
    assert.equal(await order({}), 'bdacefg');
    assert.equal(await order({ sort: 'model' }), 'abcdefg');
    assert.equal(await order({ sort: 'model', order: 'desc' }), 'gfedcba');
    assert.equal(await order({ sort: 'submittedAt' }), 'gfedcba');
    assert.equal(await order({ sort: 'submittedAt', order: 'asc' }), 'abcdefg');
    // e, f and g have the fixture's 1,000 parameters.
    assert.equal(await order({ sort: 'parameters', order: 'desc' }), 'gfecadb');
    assert.equal(await order({ sort: 'trace' }), 'abcdefg');
  });

  await t.test('a page stays in place while lines come in before it', async () => {
    const search = 'moving/';
    for (const [i, perplexity] of [2, 4, 6, 8].entries())
      await finish(await submit({ model: `moving/${i}` }), { perplexity });
    const first = await store.leaderboard({ search, limit: 2 });
    await finish(await submit({ model: 'moving/new' }), { perplexity: 3 });
    const second = await store.leaderboard({ search, limit: 2, cursor: first.nextCursor! });
    assert.deepEqual(
      [...first.items, ...second.items].map(({ metrics }) => metrics.perplexity),
      [2, 4, 6, 8],
    );
    assert.equal(second.nextCursor, null);
  });

  await t.test('filters, and takes the search literally', async () => {
    await finish(await submit({ model: 'filter/100%_sure' }));
    await finish(await submit({ model: 'filter/100x-sure' }));
    assert.equal((await lines('100%_')).length, 1);
    assert.equal((await lines('FILTER/100')).length, 2);
    const search = 'filter/';
    const fitting = [
      ...[{ architecture: 'gpt2' }, { dtype: 'F32' }, { verdict: 'derived' }, { weightType: 'original' as const }],
      // The fixture's 1,000 parameters: `from` takes them, `below` does not.
      ...[{ parametersFrom: 1000 }, { parametersBelow: 1001 }, { parametersFrom: 0, parametersBelow: 2000 }],
    ];
    for (const query of fitting) {
      assert.equal((await store.leaderboard({ search, ...query, limit: 10 })).items.length, 2);
    }
    const unfitting = [
      ...[{ architecture: 'llama' }, { dtype: 'F16' }, { verdict: 'independent' }, { weightType: 'delta' as const }],
      ...[{ parametersFrom: 1001 }, { parametersBelow: 1000 }, { model: 'filter/100' }],
    ];
    assert.equal((await store.leaderboard({ model: 'filter/100%_sure', limit: 10 })).items.length, 1);
    for (const query of unfitting) {
      assert.equal((await store.leaderboard({ search, ...query, limit: 10 })).items.length, 0);
    }
  });

  await t.test('a perplexity on another text, or measured in another way, leaves the line as it is', async () => {
    const model = 'other/protocol';
    await finish(await submit({ model, tasks: ['perplexity'] }), { perplexity: 20 });
    for (const perplexity of [{ corpus: 'books' }, { stride: 64 }, { mode: 'model-trace' }] as const) {
      const custom = await submit({ model, tasks: ['perplexity'], perplexity });
      await finish(custom, { perplexity: 5 });
      assert.equal((await store.get(custom.id))?.results?.perplexity?.perplexity, 5);
    }
    assert.deepEqual(
      (await lines(model)).map(({ metrics }) => metrics.perplexity),
      [20],
    );
    const compared = await submit({ model, tasks: ['perplexity'], perplexity: { compareWithBase: true } });
    await finish(compared, { perplexity: 21 });
    assert.deepEqual(
      (await lines(model)).map(({ metrics }) => metrics.perplexity),
      [21],
    );
    const traced = await submit({ model: 'only/custom', perplexity: { bos: 'never' } });
    await finish(traced, { perplexity: 5, log10PValue: -9 });
    assert.deepEqual(
      (await lines('only/custom')).map(({ metrics }) => metrics),
      [{ perplexity: null, trace: -9 }],
    );
  });

  await t.test('nobody overwrites a verdict by choosing statistics or a text, or by asking for fewer', async () => {
    const model = 'chosen/statistics';
    const shown = async () =>
      (await lines(model)).map(({ evaluationId, metrics, verdict }) => [evaluationId, metrics.trace, verdict]);
    const trace = async (request: Partial<EvaluationRequest>, values: Values) =>
      finish(await submit({ model, tasks: ['trace'], ...request }), values);
    const first = await trace({}, { log10PValue: -40, verdict: 'derived' });
    const chosen: Partial<EvaluationRequest>[] = [
      ...[
        { statistics: ['l2' as const] },
        { statistics: ['csu' as const] },
        { statistics: ['csu' as const, 'match' as const] },
      ],
      { traceCorpus: 'words' },
    ];
    for (const request of chosen) {
      await trace(request, { log10PValue: -1, verdict: 'independent' });
      assert.deepEqual(await shown(), [[first, -40, 'derived']], JSON.stringify(request));
    }
    const fuller = { statistics: ['csu', 'csh', 'match', 'match-all'] } satisfies Partial<EvaluationRequest>;
    const early = await submit({ model, tasks: ['trace'], ...fuller });
    const full = await trace(fuller, { log10PValue: -30, verdict: 'derived' });
    await trace({}, { log10PValue: -2, verdict: 'independent' });
    assert.deepEqual(await shown(), [[full, -30, 'derived']]);
    // As full, submitted before, finished after.
    await finish(early, { log10PValue: -20, verdict: 'independent' });
    assert.deepEqual(await shown(), [[full, -30, 'derived']]);
    // What an improved method finds counts, however little was asked of it.
    const improved = await trace({}, { log10PValue: -9, methodVersion: 2 });
    assert.deepEqual(await shown(), [[improved, -9, 'derived']]);
    const both = await trace(
      { statistics: ['csu'], tasks: ['perplexity', 'trace'] },
      { perplexity: 3, verdict: 'independent' },
    );
    assert.deepEqual(
      (await lines(model)).map(({ evaluationId, metrics, verdict }) => [evaluationId, metrics, verdict]),
      [[both, { perplexity: 3, trace: -9 }, 'derived']],
    );
  });

  await t.test('refuses cursors of another order, and forged ones', async () => {
    const { nextCursor } = await store.leaderboard({ sort: 'perplexity', order: 'asc', limit: 1 });
    await store.leaderboard({ sort: 'perplexity', order: 'asc', cursor: nextCursor!, limit: 1 });
    const id = '01890000-0000-7000-8000-000000000000';
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const query of [
      { sort: 'perplexity', order: 'desc', cursor: nextCursor! },
      { sort: 'trace', cursor: nextCursor! },
      { cursor: 'x' },
      { cursor: forged(['perplexity', 'asc', '1; drop table evaluations', id]) },
      { cursor: forged(['perplexity', 'asc', 1, 'x']) },
      { cursor: forged(['perplexity', 'asc', 1, id, 1]) },
      { sort: 'parameters', cursor: forged(['parameters', 'asc', 1.5, id]) },
      { sort: 'submittedAt', cursor: forged(['submittedAt', 'desc', 'yesterday', id]) },
    ] as const) {
      await assert.rejects(
        store.leaderboard({ ...query, limit: 1 }),
        { code: 'CURSOR_INVALID' },
        JSON.stringify(query),
      );
    }
  });
});
