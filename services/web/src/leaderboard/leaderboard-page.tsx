import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { whole } from '../format/number.ts';
import { usePageConfig } from '../service/page-config.ts';
import { Button } from '../ui/button.tsx';
import { EmptyPanel } from '../ui/empty-panel.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Icon } from '../ui/icon.tsx';
import { Markdown } from '../ui/markdown.tsx';
import { useMedia } from '../ui/use-media.ts';
import { useTitle } from '../ui/use-title.ts';
import { ColumnChooser } from './column-chooser.tsx';
import { type ColumnId, columnIds, isColumnId } from './column-ids.ts';
import { DownloadButton } from './download-button.tsx';
import { LeaderboardFilters } from './leaderboard-filters.tsx';
import { LeaderboardScatter } from './leaderboard-scatter.tsx';
import { LeaderboardTable } from './leaderboard-table.tsx';
import { NewResults } from './new-results.tsx';
import { TableSkeleton } from './table-skeleton.tsx';
import { isFiltered, readTableState, type TableState, writeTableState } from './table-state.ts';
import { useLeaderboard } from './use-leaderboard.ts';
import { useSettled } from './use-settled.ts';
import './leaderboard-page.css';

const phoneColumns: readonly ColumnId[] = ['model', 'perplexity', 'trace'];

/** All models with a result, one row for each commit and base. */
export function LeaderboardPage() {
  useTitle(null);
  const config = usePageConfig();
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const state = useMemo(() => readTableState(search), [search]);
  const change = useCallback(
    (part: Partial<TableState>, { replace = false }: { replace?: boolean } = {}) =>
      void navigate({ to: '/', search: writeTableState({ ...state, ...part }), replace, resetScroll: false }),
    [navigate, state],
  );
  const phone = useMedia('(max-width: 40rem)');
  const roomy = useMedia('(min-width: 64rem) and (min-height: 46rem)');
  const shown =
    state.columns ?? (phone ? phoneColumns : columnIds.filter((id) => config.columns.filter(isColumnId).includes(id)));
  const plotted = state.plot === null ? roomy : state.plot === 'on';
  const board = useLeaderboard(state);
  const { rows, complete, fetchNextPage, hasNextPage, isFetching } = board;
  // Drawn when all rows are there, not again with every page of them.
  const settledRows = useSettled(rows, { coming: isFetching });
  const dtypes = useMemo(() => [...new Set(rows?.flatMap(({ dtype }) => dtype ?? []))].sort(), [rows]);
  const licenses = useMemo(() => [...new Set(rows?.flatMap(({ license }) => license ?? []))].sort(), [rows]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return (
    <div className="leaderboard-page">
      <header className="leaderboard-head">
        <h1>{config.title}</h1>
        <Markdown text={config.introduction} />
      </header>
      <div className="leaderboard-tools">
        <LeaderboardFilters {...{ state, dtypes, licenses, onChange: change }} />
        <div className="leaderboard-buttons">
          <Button aria-pressed={plotted} onClick={() => change({ plot: plotted ? 'off' : 'on' })}>
            <Icon name="chart" /> Plot
          </Button>
          <ColumnChooser shown={shown} onChange={(columns) => change({ columns }, { replace: true })} />
          <DownloadButton state={state} />
        </div>
      </div>
      {plotted && <LeaderboardScatter rows={settledRows} />}
      <div className="leaderboard-rows">
        <p className="leaderboard-count number" role="status">
          {rows && `${whole(rows.length)}${complete ? '' : '+'} ${rows.length === 1 ? 'row' : 'rows'}`}
          {isFiltered(state) && (
            <button
              type="button"
              className="link-button"
              onClick={() =>
                change({ search: '', verdict: null, weightType: null, size: null, dtype: null, license: null })
              }
            >
              Clear filters
            </button>
          )}
          <NewResults onShow={board.refetch} small={(board.data?.pages.length ?? 0) < 2} />
        </p>
        {board.isError && (
          <ErrorPanel error={board.error} title="The leaderboard could not be loaded" onRetry={board.refetch} />
        )}
        {rows === undefined && !board.isError && <TableSkeleton />}
        {rows?.length === 0 &&
          (isFiltered(state) ? (
            <EmptyPanel title="No model matches">
              <p>Clear a filter, or search for another part of the name.</p>
            </EmptyPanel>
          ) : (
            <EmptyPanel title="No results yet">
              <p>The first model that is evaluated will stand here.</p>
            </EmptyPanel>
          ))}
        {rows !== undefined && rows.length > 0 && (
          <LeaderboardTable
            {...{ rows, shown, complete, sort: state.sort, order: state.order, stale: board.isPlaceholderData }}
            onSort={change}
            onNearEnd={more}
          />
        )}
      </div>
    </div>
  );
}
