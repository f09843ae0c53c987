import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createClient, type EvaluationRequest } from '@model-trace/client';
import { ModelTraceError } from '@model-trace/core/errors';
import { evaluateTrace } from '@model-trace/core/evaluation';
import { createWorkerService, workerDefaults } from '@model-trace/worker';
import { pino } from 'pino';
import { exampleModels, runningApi } from '../../../services/api/test/running-api.ts';

const choices = {
  ...{ controls: 0, matchVariant: 'phi_2V-perm', matchMetric: 'cosine', thresholdLog10P: -3 },
  blocks: [[1, 1]],
} satisfies EvaluationRequest['trace'];

test('choices of a trace go through API, queue and worker into the result, and tell evaluations apart', async (t) => {
  const api = await runningApi(t);
  for (const name of ['g0-ft-short', 'g0', 'l0'])
    api.hub.setModel(`chosen/${name}`, { dir: join(exampleModels, name) });
  const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-choices-'));
  const worker = createWorkerService({
    config: {
      ...workerDefaults,
      ...{ databaseUrl: api.databaseUrl, cacheDir, cacheMaxBytes: 2 ** 30, hubEndpoint: api.hub.endpoint },
    },
    logger: pino({ level: 'silent' }),
  });
  t.after(async () => {
    await worker.stop({ now: true });
    await rm(cacheDir, { recursive: true });
  });
  await worker.start();
  const client = createClient({ baseUrl: api.url });
  const plain: EvaluationRequest = {
    ...{ model: 'chosen/g0-ft-short', base: 'chosen/g0', tasks: ['trace'], statistics: ['csu', 'csh', 'match'] },
  };
  const chosen: EvaluationRequest = { ...plain, trace: choices };

  // A pair that cannot be compared is refused where it is submitted, in the words of who computes.
  const other = { ...plain, base: 'chosen/l0' };
  const refused = await evaluateTrace({
    request: { ...other, tasks: ['trace'], model: join(exampleModels, 'g0-ft-short'), base: join(exampleModels, 'l0') },
    ...{ models: { roots: null, cacheDir, cacheMaxBytes: 0 }, provider: 'cpu', codeCommit: null },
  }).catch((error: ModelTraceError) => error);
  assert.ok(refused instanceof ModelTraceError && refused.code === 'TRACE_UNITS_MISMATCH');
  const detail = refused.message.replaceAll(`${exampleModels}/`, 'chosen/');
  await assert.rejects(client.submit(other), { code: refused.code, detail, fix: refused.fix });

  const { checks, accepted } = await client.dryRun(chosen);
  assert.equal(accepted, true, JSON.stringify(checks));
  const first = await client.submit(chosen);
  assert.deepEqual(first.trace, choices);
  const done = await client.waitFor(first.id, { timeoutMs: 120_000, pollMs: 50 });
  assert.equal(done.status, 'succeeded', JSON.stringify(done.error));
  const result = done.result!.trace!;
  const { thresholdLog10P, ...others } = choices;
  assert.deepEqual(result.protocol.choices, { ...others, thresholdLog10P });
  for (const { blocks, controls, verdictRule } of result.statistics) {
    assert.deepEqual(
      blocks.map(({ baseBlock, block }) => [baseBlock, block]),
      choices.blocks,
    );
    assert.equal(controls, undefined);
    assert.match(verdictRule, /^derived: log10 p < -3 /);
  }
  assert.deepEqual(
    result.statistics.map(({ variant }) => variant),
    ['phi_U', 'phi_H', 'phi_2V-perm'],
  );
  const here = await evaluateTrace({
    request: { ...plain, tasks: ['trace'], model: join(exampleModels, 'g0-ft-short'), base: join(exampleModels, 'g0') },
    ...{ models: { roots: null, cacheDir, cacheMaxBytes: 0 }, provider: 'cpu', codeCommit: null },
    trace: { ...choices, blocks: [[1, 1]] },
  });
  assert.deepEqual(result.statistics, here.statistics);

  // Picked blocks and thresholds are no evidence to compare others with.
  assert.deepEqual((await api.get('/v1/leaderboard')).body.items, []);
  assert.deepEqual((await api.get('/v1/lineage?verdict=any')).body.edges, []);

  const [same, again, threshold, without] = await client.submitBatch([
    { ...chosen, trace: { ...choices, blocks: [[1, 1]] } },
    { ...plain, trace: {} },
    { ...plain, trace: { ...choices, thresholdLog10P: -4 } },
    plain,
  ]);
  const evaluationOf = (outcome: typeof same) => {
    assert.ok('evaluation' in outcome, JSON.stringify(outcome));
    return outcome.evaluation;
  };
  assert.deepEqual([evaluationOf(same).id, evaluationOf(same).reused], [first.id, true]);
  assert.equal(evaluationOf(threshold).reused, false);
  assert.equal(evaluationOf(without).id, evaluationOf(again).id);
  assert.equal(new Set([same, threshold, without].map((outcome) => evaluationOf(outcome).id)).size, 3);
  const ranked = await client.waitFor(evaluationOf(without).id, { timeoutMs: 120_000, pollMs: 50 });
  assert.deepEqual(ranked.result!.trace!.protocol.choices, {
    ...{ controls: 12, matchMetric: 'cosine', matchVariant: null, blocks: null, thresholdLog10P: null },
  });
  const { items } = (await api.get('/v1/leaderboard')).body;
  assert.deepEqual(
    items.map(({ model }: { model: string }) => model),
    ['chosen/g0-ft-short'],
  );
});
