import assert from 'node:assert/strict';
import { test } from 'node:test';
import { member } from './evasion/family.ts';
import { createCaseTracer } from './evasion/trace-case.ts';

test("a student made by distilgpt2's recipe came from blocks 0, 2, 4, 7, 9 and 11 of its teacher", async (t) => {
  const [base, model] = await Promise.all(['deep-base', 'deep-distilled'].map(member));
  const tracer = createCaseTracer();
  t.after(() => tracer.close());
  const seen = await tracer.trace({ base, model });
  for (const name of ['csu-all', 'match-all'] as const) {
    const one = seen[name];
    assert.ok('result' in one && 'sources' in one.result);
    assert.deepEqual(
      one.result.sources.map(({ baseBlock, verdict }) => [baseBlock, verdict]),
      [0, 2, 4, 7, 9, 11].map((block) => [block, 'derived']),
      name,
    );
    // The other 66 pairs are controls: none of them may look dependent.
    const others = one.result.pairs.filter(({ block, baseBlock }) => baseBlock !== [0, 2, 4, 7, 9, 11][block]);
    assert.equal(others.length, 66);
    for (const { block, baseBlock, log10HolmPValue } of others)
      assert.ok(log10HolmPValue > -3, `${name} ${baseBlock}:${block}: ${log10HolmPValue}`);
  }
  // The others search for the pairing.
  for (const name of ['csu', 'csh', 'match'] as const) {
    const one = seen[name];
    assert.ok('result' in one && 'blocks' in one.result);
    assert.equal(one.result.verdict, 'derived', name);
    assert.deepEqual(
      one.result.blocks.map(({ baseBlock }) => baseBlock),
      [0, 2, 4, 7, 9, 11],
      name,
    );
  }
});
