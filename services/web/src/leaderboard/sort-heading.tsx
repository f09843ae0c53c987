import { Icon } from '../ui/icon.tsx';
import { type ColumnId, columns } from './column-ids.ts';

interface Props {
  id: ColumnId;
  numeric: boolean;
  direction: 'asc' | 'desc' | null;
  possible: boolean;
  onSort: (sort: { sort: ColumnId; order: 'asc' | 'desc' }) => void;
}

/** Heading of a column, which sorts by it: at first in the order that suits it, then in the other. */
export function SortHeading({ id, numeric, direction, possible, onSort }: Props) {
  const { heading, firstOrder } = columns[id];
  const next = direction === null ? firstOrder : direction === 'asc' ? 'desc' : 'asc';
  const said = direction === null ? undefined : direction === 'asc' ? 'ascending' : 'descending';
  return (
    <th scope="col" aria-sort={said} className={numeric ? 'end' : undefined}>
      <button
        type="button"
        disabled={!possible}
        title={possible ? undefined : 'Sorts once all rows are loaded: narrow the table by a filter'}
        onClick={() => onSort({ sort: id, order: next })}
      >
        {heading}
        <span className="sort-mark" data-direction={direction ?? undefined}>
          <Icon name={direction === 'desc' ? 'down' : 'up'} />
        </span>
      </button>
    </th>
  );
}
