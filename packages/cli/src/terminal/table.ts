import Table from 'cli-table3';
import type { Output } from './output.ts';

export interface TableColumn<Row> {
  heading: string;
  align?: 'left' | 'right';
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

/** A table of text, ending in a newline. */
export function table<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[], output: Output): string {
  const grid = new Table({
    head: columns.map(({ heading }) => output.style('bold', heading)),
    colAligns: columns.map(({ align = 'left' }) => align),
    chars,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  grid.push(...rows.map((row) => columns.map(({ cell }) => cell(row))));
  return `${grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}
