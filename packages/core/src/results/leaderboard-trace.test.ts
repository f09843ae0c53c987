import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentKey } from './content-key.ts';
import { isLeaderboardTrace, isPartOfLeaderboardTrace } from './leaderboard-trace.ts';
import type { TraceChoices } from './trace-choices.ts';

const plain: TraceChoices[] = [
  {},
  { controls: 12 },
  { matchMetric: 'cosine' },
  { controls: 12, matchMetric: 'cosine' },
];

test('what the default rule decides is on leaderboards, and so are verdicts that more controls have left standing', () => {
  assert.ok(isLeaderboardTrace());
  for (const trace of [...plain, { controls: 13 }]) assert.ok(isLeaderboardTrace({ trace }), JSON.stringify(trace));
});

test('a verdict that fewer controls left standing, and whatever was picked, is not', () => {
  const picked: TraceChoices[] = [
    ...[{ controls: 0 }, { controls: 11 }, { matchMetric: 'l2' } as const, { matchVariant: 'phi_2V' } as const],
    ...[{ blocks: [[0, 0]] }, { thresholdLog10P: -6 }],
  ];
  for (const trace of picked) assert.ok(!isLeaderboardTrace({ trace }), JSON.stringify(trace));
});

test('nobody picks the verdict by the statistics or the text it is decided on; further statistics take none away', () => {
  assert.ok(isLeaderboardTrace({ statistics: ['match', 'csu', 'csh'] }));
  assert.ok(isLeaderboardTrace({ statistics: ['match-all', 'csu', 'l2', 'csh', 'match'] }));
  for (const statistics of [['l2'], ['csu'], ['csu', 'match'], ['match-all', 'csu-all', 'l2']] as const)
    assert.ok(!isLeaderboardTrace({ statistics }), statistics.join());
  assert.ok(!isLeaderboardTrace({ traceCorpus: 'words' }));
});

test('a trace by the default rule of fewer statistics is part of one; one that picked anything else is not', () => {
  for (const statistics of [['csu'], ['csu', 'match'], ['csu-all'], ['l2']] as const) {
    assert.ok(isPartOfLeaderboardTrace({ statistics }), statistics.join());
    assert.ok(isPartOfLeaderboardTrace({ statistics, trace: { controls: 13 } }), statistics.join());
    const picked: TraceChoices[] = [
      { controls: 0 },
      { thresholdLog10P: -3 },
      { blocks: [[0, 0]] },
      { matchMetric: 'l2' },
    ];
    for (const trace of picked) assert.ok(!isPartOfLeaderboardTrace({ statistics, trace }), JSON.stringify(trace));
    assert.ok(!isPartOfLeaderboardTrace({ statistics, traceCorpus: 'words' }));
  }
  assert.ok(!isPartOfLeaderboardTrace());
  assert.ok(!isPartOfLeaderboardTrace({ statistics: ['match', 'csu', 'csh'] }));
});

test('requests that are answered from each other’s results are ranked alike', () => {
  const commits = {
    ...{ commit: 'a'.repeat(40), baseCommit: 'b'.repeat(40), weightsBaseCommit: null, corpusSha256: null },
  };
  const request = { model: 'a/b', base: 'c/d', tasks: ['trace' as const] };
  const key = contentKey(request, commits);
  for (const trace of plain) {
    assert.equal(contentKey({ ...request, trace }, commits), key);
    assert.equal(isLeaderboardTrace({ trace }), isLeaderboardTrace());
  }
});
