import type { LeaderboardEntry } from '@model-trace/client';
import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { type ColumnId, columnIds, columns } from './column-ids.ts';
import { features, leaderboardColumns, numeric } from './leaderboard-columns.tsx';
import { SortHeading } from './sort-heading.tsx';
import './leaderboard-table.css';

const rowHeight = 45;

interface Props {
  rows: readonly LeaderboardEntry[];
  shown: readonly ColumnId[];
  sort: ColumnId;
  order: 'asc' | 'desc';
  /** All rows are here, so that they can be sorted by any column. */
  complete: boolean;
  onSort: (sort: { sort: ColumnId; order: 'asc' | 'desc' }) => void;
  /** The end of what is loaded is near. */
  onNearEnd: () => void;
  /** What is shown belongs to the question before. */
  stale: boolean;
}

const noRows: LeaderboardEntry[] = [];

/** Rows of a real table, of which only those in view exist. */
export function LeaderboardTable({ rows, shown, sort, order, complete, onSort, onNearEnd, stale }: Props) {
  const scroller = useRef<HTMLElement>(null);
  const columnVisibility = useMemo(() => Object.fromEntries(columnIds.map((id) => [id, shown.includes(id)])), [shown]);
  const table = useTable({
    ...{ features, columns: leaderboardColumns, data: (rows as LeaderboardEntry[]) ?? noRows },
    getRowId: ({ evaluationId }) => evaluationId,
    state: { columnVisibility },
  });
  const lines = table.getRowModel().rows;
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => lines[index].id,
    overscan: 8,
  });
  const visible = virtualizer.getVirtualItems();
  const before = visible[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (visible.at(-1)?.end ?? 0);
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= lines.length - 40) onNearEnd();
  }, [last, lines.length, onNearEnd]);
  const wide = shown.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must take the focus to be scrolled by keys
    <section className="table-scroll" ref={scroller} tabIndex={0} aria-label="Leaderboard">
      <table className="leaderboard" aria-rowcount={complete ? lines.length + 1 : -1} aria-busy={stale}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1}>
              {group.headers.map(({ column: { id } }) => (
                <SortHeading
                  key={id}
                  id={id as ColumnId}
                  numeric={numeric.has(id)}
                  direction={sort === id ? order : null}
                  possible={complete || columns[id as ColumnId].sort !== null}
                  onSort={onSort}
                />
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {before > 0 && <Space height={before} columns={wide} />}
          {visible.map(({ index }) => {
            const row = lines[index];
            return (
              <tr key={row.id} aria-rowindex={index + 2}>
                {row.getVisibleCells().map((cell) =>
                  cell.column.id === 'model' ? (
                    <th key={cell.id} scope="row">
                      <table.FlexRender cell={cell} />
                    </th>
                  ) : (
                    <td key={cell.id} className={numeric.has(cell.column.id) ? 'number end' : undefined}>
                      <table.FlexRender cell={cell} />
                    </td>
                  ),
                )}
              </tr>
            );
          })}
          {after > 0 && <Space height={after} columns={wide} />}
        </tbody>
      </table>
    </section>
  );
}

/** Stands for the rows that are out of view. */
function Space({ height, columns: span }: { height: number; columns: number }) {
  return (
    <tr className="space">
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}
