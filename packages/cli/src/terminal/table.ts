import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import type { Output } from './output.ts';

export interface TableColumn<Row> {
  heading: string;
  align?: 'left' | 'right';
  /** Left out, the last one first, where the terminal is too narrow for all. */
  optional?: boolean;
  cell(row: Row): string;
}

const none = '';
/** Space between columns and one rule under the headings, nothing else. */
const chars = {
  ...{ top: none, 'top-mid': none, 'top-left': none, 'top-right': none },
  ...{ bottom: none, 'bottom-mid': none, 'bottom-left': none, 'bottom-right': none },
  ...{ left: none, 'left-mid': none, right: none, 'right-mid': none },
  ...{ mid: none, 'mid-mid': none, middle: '  ' },
};

/** A table of text, ending in a newline. Where the output is no terminal every column is there, however wide. */
export function table<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[], output: Output): string {
  const text = grid(rows, columns, output);
  const width = Math.max(...text.split('\n').map((line) => stripVTControlCharacters(line).length));
  const spare = columns.findLastIndex(({ optional }) => optional);
  if (!output.isTerminal || width <= output.columns || spare < 0) return text;
  return table(rows, columns.toSpliced(spare, 1), output);
}

function grid<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[], output: Output): string {
  const lines = new Table({
    head: columns.map(({ heading }) => output.style('bold', heading)),
    colAligns: columns.map(({ align = 'left' }) => align),
    chars,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  lines.push(...rows.map((row) => columns.map(({ cell }) => cell(row))));
  return `${lines
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}
