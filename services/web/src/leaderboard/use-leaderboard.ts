import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { client } from '../service/client.ts';
import { sortRows } from './sort-rows.ts';
import { queryOf, type TableState } from './table-state.ts';

const pageRows = 200;
/** Rows that come without being asked for; more come when the end of the table is near. */
const rowsAtOnce = 5_000;

/** What is asked for what the table shows; the router asks as well, while the code of the table is still coming. */
export function leaderboardQuery(state: TableState) {
  const query = queryOf(state);
  return infiniteQueryOptions({
    queryKey: ['leaderboard', query],
    queryFn: ({ pageParam, signal }) =>
      client().leaderboardPage({ ...query, cursor: pageParam, limit: pageRows }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

/** Rows for what the table shows, page by page. */
export function useLeaderboard(state: TableState) {
  const result = useInfiniteQuery({ ...leaderboardQuery(state), placeholderData: keepPreviousData });
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = result;
  const loaded = useMemo(() => data?.pages.flatMap(({ items }) => items), [data]);
  const complete = loaded !== undefined && !hasNextPage;
  const count = loaded?.length ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError && count < rowsAtOnce) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, count, fetchNextPage]);
  const { sort, order } = state;
  const rows = useMemo(
    () => (loaded && complete ? sortRows(loaded, { column: sort, order }) : loaded),
    [loaded, complete, sort, order],
  );
  return { ...result, rows, complete };
}
