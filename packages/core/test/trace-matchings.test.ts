import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runTrace } from '../src/evaluation/run-trace.ts';
import type { EvaluationRequest } from '../src/results/index.ts';

const zoo = fileURLToPath(new URL('../../../../shared/zoo', import.meta.url));
const skip = existsSync(zoo) ? false : 'the model zoo is not beside the repository';

const trace = (request: Omit<EvaluationRequest, 'tasks'>) =>
  runTrace({
    request: { ...request, tasks: ['trace'] },
    models: { roots: null, cacheDir: '', cacheMaxBytes: 0 },
    provider: 'cpu',
    codeCommit: null,
  });

for (const [base, model] of [
  ['g0', 'g0-perm'],
  ['l0', 'l0-perm'],
]) {
  test(`${model}: both matchings of match are the permutation that made it`, { skip }, async () => {
    const { mlp } = JSON.parse(readFileSync(join(zoo, model, 'permutations.json'), 'utf8')) as { mlp: number[][] };
    const request = { model: join(zoo, model), base: join(zoo, base), statistics: ['match' as const] };
    const { statistics } = await trace({ ...request, matchings: true });
    for (const { block, matchings } of statistics[0].blocks) {
      // New unit k is old unit mlp[block][k].
      const expected: number[] = [];
      for (const [unit, old] of mlp[block].entries()) expected[old] = unit;
      assert.deepEqual(matchings, { first: expected, second: expected });
    }
  });
}

test('matchings are listed when they are asked for only; csu compares with the order itself', { skip }, async () => {
  const request = { model: join(zoo, 'g0-ft-short'), base: join(zoo, 'g0'), statistics: ['csu' as const] };
  const [without, listed] = [await trace(request), await trace({ ...request, matchings: true })];
  assert.ok(without.statistics[0].blocks.every((block) => !('matchings' in block)));
  // A short fine-tune keeps every unit at its place.
  const identity = Array.from({ length: 512 }, (_, unit) => unit);
  for (const { matchings } of listed.statistics[0].blocks)
    assert.deepEqual(matchings, { first: identity, second: null });
});
