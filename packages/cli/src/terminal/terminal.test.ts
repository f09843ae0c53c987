import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvaluationProgress } from '@model-trace/core/results';
import { bar } from './bar.ts';
import { formatCount, formatNumber, formatPValue } from './format.ts';
import { createLiveLines } from './live-lines.ts';
import type { Output } from './output.ts';
import { createProgressLine } from './progress-line.ts';
import { table } from './table.ts';

function fakeOutput({ isTerminal = true, columns = 80, rows = 24 } = {}) {
  const written: string[] = [];
  const output: Output = {
    isTerminal,
    columns,
    rows,
    write: (text) => void written.push(text),
    style: (_format, text) => text,
  };
  return { output, written };
}

const progress = (done: number, phase = 'layers'): EvaluationProgress => ({
  task: 'perplexity',
  phase,
  done,
  total: 4,
  unit: 'layers',
});

test('a p-value never reads as 0', () => {
  assert.equal(formatPValue(-23.44), '10^-23.4');
  assert.equal(formatPValue(-5000), '10^-5000.0');
  assert.equal(formatPValue(Math.log10(0.05)), '0.05');
  assert.equal(formatPValue(0), '1');
});

test('numbers keep their significant digits', () => {
  assert.equal(formatNumber(12.345678), '12.346');
  assert.equal(formatNumber(1234567.8), '1234568');
  assert.equal(formatNumber(0), '0');
  assert.equal(formatCount(124_439_808), '124.4 M');
  assert.equal(formatCount(999), '999');
});

test('a bar is always as wide as it should be', () => {
  for (const fraction of [-1, 0, 0.01, 0.33, 0.5, 0.999, 1, 2]) assert.equal([...bar(fraction, 10)].length, 10);
  assert.equal(bar(0, 4), '░░░░');
  assert.equal(bar(0.5, 4), '██░░');
  assert.equal(bar(1, 4), '████');
});

test('on a terminal progress is one line that is drawn again and removed', () => {
  const { output, written } = fakeOutput();
  const line = createProgressLine(output, { now: () => 0 });
  line.update(progress(1));
  line.update(progress(2));
  line.update(progress(4));
  line.clear();
  assert.equal(written.length, 3, 'the second update comes too soon, the last one is always shown');
  assert.ok(written[1].startsWith('\r\x1b[2Kperplexity '));
  assert.ok(written[1].endsWith('4/4 layers'));
  assert.equal(written[2], '\r\x1b[2K');
});

test('a line that is drawn again fits the terminal', () => {
  const { output, written } = fakeOutput({ columns: 30 });
  createProgressLine(output).update(progress(1));
  assert.equal(written[0].replace('\r\x1b[2K', '').length, 29);
});

test('elsewhere progress is a line for each new phase and then seldom', () => {
  const { output, written } = fakeOutput({ isTerminal: false });
  let now = 0;
  const line = createProgressLine(output, { now: () => now });
  for (const done of [0, 1, 2]) line.update(progress(done));
  line.update(progress(0, 'head'));
  line.update(progress(3));
  now = 60_000;
  line.update(progress(1, 'head'));
  line.clear();
  assert.deepEqual(written, [
    'perplexity layers: 0/4 layers\n',
    'perplexity head: 0/4 layers\n',
    'perplexity head: 1/4 layers\n',
  ]);
});

test('live lines replace one another and are cut by what is visible', () => {
  const { output, written } = fakeOutput({ columns: 6 });
  const live = createLiveLines(output);
  live.show(['\x1b[32mabcdefgh\x1b[39m', 'b']);
  live.show(['\x1b[32mabcdefgh\x1b[39m', 'b']);
  live.show(['c']);
  assert.deepEqual(written, ['\x1b[2K\x1b[32mabcde\x1b[39m\n\x1b[2Kb\n\x1b[J', '\x1b[2A\x1b[2Kc\n\x1b[J']);
});

test('a table aligns its columns', () => {
  const text = table(
    [
      { name: 'a', value: '1' },
      { name: 'longer', value: '10.5' },
    ],
    [
      { heading: 'Name', cell: ({ name }) => name },
      { heading: 'Value', align: 'right', cell: ({ value }) => value },
    ],
    fakeOutput().output,
  );
  assert.equal(text, 'Name    Value\na           1\nlonger   10.5\n');
});

test('a table that is too wide for the terminal leaves optional columns out, the last first', () => {
  const columns = [
    { heading: 'A', cell: () => 'aaaa' },
    { heading: 'B', optional: true, cell: () => 'bbbb' },
    { heading: 'C', optional: true, cell: () => 'cccc' },
    { heading: 'D', cell: () => 'dddd' },
  ];
  const headings = (columnsOfTerminal: number, isTerminal = true) =>
    table([{}], columns, fakeOutput({ columns: columnsOfTerminal, isTerminal }).output)
      .split('\n')[0]
      .split(/ +/);
  assert.deepEqual(headings(22), ['A', 'B', 'C', 'D']);
  assert.deepEqual(headings(21), ['A', 'B', 'D']);
  assert.deepEqual(headings(5), ['A', 'D']);
  assert.deepEqual(headings(5, false), ['A', 'B', 'C', 'D']);
});
