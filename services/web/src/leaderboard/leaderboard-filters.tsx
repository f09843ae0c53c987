import { useEffect, useId, useState } from 'react';
import { Icon } from '../ui/icon.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { type SizeBin, sizeBins } from './size-bins.ts';
import type { TableState } from './table-state.ts';
import './leaderboard-filters.css';

interface Props {
  state: TableState;
  /** Number formats among the rows. */
  dtypes: readonly string[];
  /** Licences among the rows. */
  licenses: readonly string[];
  onChange: (change: Partial<TableState>, options?: { replace?: boolean }) => void;
}

const sizeOptions = Object.entries(sizeBins).map(([value, { label }]) => ({ value: value as SizeBin, label }));
const typeOptions = [
  { value: 'original', label: 'Whole model' },
  { value: 'adapter', label: 'Adapter' },
  { value: 'delta', label: 'Delta' },
] as const;
const verdictOptions = (['derived', 'inconclusive', 'independent'] as const).map((value) => ({ value, label: value }));
const typingMs = 200;

/** Which rows are shown. */
export function LeaderboardFilters({ state, dtypes, licenses, onChange }: Props) {
  return (
    <search className="filters" aria-label="Rows of the leaderboard">
      <SearchField value={state.search} onChange={(search) => onChange({ search }, { replace: true })} />
      <SelectField
        {...{ label: 'Verdict', all: 'Any verdict', value: state.verdict, options: verdictOptions }}
        onChange={(verdict) => onChange({ verdict })}
      />
      <SelectField
        {...{ label: 'Weights', all: 'Any weights', value: state.weightType, options: typeOptions }}
        onChange={(weightType) => onChange({ weightType })}
      />
      <SelectField
        {...{ label: 'Size', all: 'Any size', value: state.size, options: sizeOptions }}
        onChange={(size) => onChange({ size })}
      />
      <SelectField
        {...{ label: 'Dtype', all: 'Any dtype', value: state.dtype }}
        options={offered(dtypes, state.dtype)}
        onChange={(dtype) => onChange({ dtype })}
      />
      <SelectField
        {...{ label: 'Licence', all: 'Any licence', value: state.license }}
        options={offered(licenses, state.license)}
        onChange={(license) => onChange({ license })}
      />
    </search>
  );
}

/** What is among the rows, and what is chosen even where no row has it. */
function offered(values: readonly string[], chosen: string | null): { value: string; label: string }[] {
  const all = chosen !== null && !values.includes(chosen) ? [...values, chosen] : values;
  return all.map((value) => ({ value, label: value }));
}

/** Asks when typing pauses, not at each letter. */
function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  const [text, setText] = useState(value);
  const [asked, setAsked] = useState(value);
  // Going back in the history changes it from outside.
  if (value !== asked) {
    setAsked(value);
    setText(value);
  }
  useEffect(() => {
    if (text === asked) return;
    const timer = setTimeout(() => {
      setAsked(text);
      onChange(text);
    }, typingMs);
    return () => clearTimeout(timer);
  }, [text, asked, onChange]);
  return (
    <div className="search-field">
      <label htmlFor={id} className="visually-hidden">
        Search for a model
      </label>
      <Icon name="search" />
      <input
        id={id}
        type="search"
        className="text-input"
        placeholder="Search for a model"
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  );
}
