import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleResults } from '../../../core/test/results-fixture.ts';
import type { Output } from '../terminal/output.ts';
import { statisticReport } from './statistic-report.ts';

const output: Output = {
  ...{ isTerminal: false, columns: 200, rows: 24 },
  write: () => {},
  style: (_format, text) => text,
};

test('a report names the blocks that were not counted, as which, and why', () => {
  const [statistic] = exampleResults({ model: 'a/b', base: 'c/d', tasks: ['trace'] }).trace!.statistics;
  assert.doesNotMatch(statisticReport(statistic, output), /Not counted/);
  const [block] = statistic.blocks;
  const blocks = [block, { ...block, block: 4, copyOf: 0 }, { ...block, block: 5, copyOf: 1 }];
  const report = statisticReport({ ...statistic, blocks, copies: { counted: 1, rule: 'They repeat it' } }, output);
  assert.match(report, /Not counted: block 4 \(as 0\), 5 \(as 1\)\. They repeat it\./);
});
