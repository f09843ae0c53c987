import type { LeaderboardEntry, LeaderboardQuery } from '@model-trace/client';
import { type ColumnId, columnIds, columns, isColumnId } from './column-ids.ts';
import { type SizeBin, sizeBins } from './size-bins.ts';

/** What the leaderboard shows, and how: all of it stands in the address. */
export interface TableState {
  search: string;
  verdict: LeaderboardEntry['verdict'];
  weightType: LeaderboardEntry['weightType'] | null;
  size: SizeBin | null;
  dtype: string | null;
  license: string | null;
  sort: ColumnId;
  order: 'asc' | 'desc';
  /** null: those of the operator. */
  columns: readonly ColumnId[] | null;
  /** null: where there is room. */
  plot: 'on' | 'off' | null;
}

type Search = Record<string, string | undefined>;

const verdicts = ['derived', 'inconclusive', 'independent'] as const;
const weightTypes = ['original', 'adapter', 'delta'] as const;

const oneOf = <T extends string>(text: string | undefined, allowed: readonly T[]): T | null =>
  allowed.find((each) => each === text) ?? null;

/** Reads an address; what it does not know in it is as if it were not there. */
export function readTableState(search: Search): TableState {
  const [, descending, name = ''] = /^(-?)(\w+)$/.exec(search.sort ?? '') ?? [];
  const chosen = (search.columns ?? '').split(',').filter(isColumnId);
  return {
    search: search.q ?? '',
    verdict: oneOf(search.verdict, verdicts),
    weightType: oneOf(search.type, weightTypes),
    size: oneOf(search.size, Object.keys(sizeBins) as SizeBin[]),
    dtype: search.dtype || null,
    license: search.license || null,
    sort: isColumnId(name) ? name : 'perplexity',
    order: descending ? 'desc' : 'asc',
    // The model is always shown: a row without a name says nothing.
    columns: chosen.length === 0 ? null : columnIds.filter((id) => id === 'model' || chosen.includes(id)),
    plot: oneOf(search.plot, ['on', 'off']),
  };
}

export function writeTableState(state: TableState): Search {
  const sort = `${state.order === 'desc' ? '-' : ''}${state.sort}`;
  return {
    q: state.search || undefined,
    verdict: state.verdict ?? undefined,
    type: state.weightType ?? undefined,
    size: state.size ?? undefined,
    dtype: state.dtype ?? undefined,
    license: state.license ?? undefined,
    sort: sort === 'perplexity' ? undefined : sort,
    columns: state.columns?.join() || undefined,
    plot: state.plot ?? undefined,
  };
}

/** What the service is asked for. A column that it cannot sort by is sorted by the page, once all rows are there. */
export function queryOf(state: TableState): LeaderboardQuery {
  const { sort } = columns[state.sort];
  const bin = state.size === null ? null : sizeBins[state.size];
  return {
    ...(sort === null ? {} : { sort, order: state.order }),
    ...(state.search.trim() && { search: state.search.trim() }),
    ...(state.verdict && { verdict: state.verdict }),
    ...(state.weightType && { weightType: state.weightType }),
    ...(state.dtype && { dtype: state.dtype }),
    ...(state.license && { license: state.license }),
    ...(bin && { parametersFrom: bin.from }),
    ...(bin?.below && { parametersBelow: bin.below }),
  };
}

export function isFiltered({ search, verdict, weightType, size, dtype, license }: TableState): boolean {
  return search.trim() !== '' || [verdict, weightType, size, dtype, license].some((each) => each !== null);
}
