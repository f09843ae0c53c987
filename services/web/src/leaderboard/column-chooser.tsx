import { useId } from 'react';
import { Icon } from '../ui/icon.tsx';
import { type ColumnId, columnIds, columns } from './column-ids.ts';
import './column-chooser.css';

/** Which columns are shown, in a panel that opens below its button. */
export function ColumnChooser({
  shown,
  onChange,
}: {
  shown: readonly ColumnId[];
  /** null: those of the operator again */
  onChange: (columns: readonly ColumnId[] | null) => void;
}) {
  const id = useId();
  const toggle = (column: ColumnId) =>
    onChange(columnIds.filter((each) => (each === column ? !shown.includes(each) : shown.includes(each))));
  return (
    <div className="column-chooser">
      <button type="button" className="button button-plain" popoverTarget={id}>
        <Icon name="columns" /> Columns
      </button>
      <div id={id} popover="auto" className="column-panel">
        <fieldset>
          <legend className="visually-hidden">Columns of the leaderboard</legend>
          {columnIds.map((column) => (
            <label key={column} className="check">
              <input
                type="checkbox"
                checked={shown.includes(column)}
                disabled={column === 'model'}
                onChange={() => toggle(column)}
              />
              {columns[column].heading}
            </label>
          ))}
        </fieldset>
        <button type="button" className="link-button" onClick={() => onChange(null)}>
          As at first
        </button>
      </div>
    </div>
  );
}
