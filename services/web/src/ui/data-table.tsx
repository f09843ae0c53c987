import type { ReactNode } from 'react';
import './data-table.css';

export interface DataColumn<Row> {
  heading: string;
  /** Digits below digits. */
  numeric?: boolean;
  /** Not on narrow screens. */
  wide?: boolean;
  cell: (row: Row) => ReactNode;
}

interface Props<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly DataColumn<Row>[];
  keyOf: (row: Row) => string;
}

/** A table of some rows, the first column being their name. */
export function DataTable<Row>({ label, rows, columns: [first, ...rest], keyOf }: Props<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must take the focus to be scrolled by keys
    <section className="data-table-scroll" tabIndex={0} aria-label={label}>
      <table className="data-table">
        <thead>
          <tr>
            {[first, ...rest].map(({ heading, numeric, wide }) => (
              <th key={heading} scope="col" className={classes({ numeric, wide })}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <th scope="row">{first.cell(row)}</th>
              {rest.map(({ heading, numeric, wide, cell }) => (
                <td key={heading} className={classes({ numeric, wide })}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function classes({ numeric, wide }: { numeric?: boolean; wide?: boolean }): string | undefined {
  return [numeric && 'number end', wide && 'wide-only'].filter(Boolean).join(' ') || undefined;
}
