import { useId, useState } from 'react';
import { formatPValue } from '../format/p-value.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { type LineageState, thresholds } from './lineage-state.ts';

interface Props {
  state: LineageState;
  onChange: (change: Partial<LineageState>) => void;
}

const verdictOptions = [
  { value: 'inconclusive', label: 'Inconclusive pairs' },
  { value: 'independent', label: 'Independent pairs' },
  { value: 'any', label: 'Every pair tested' },
] as const;
const stepOptions = [2, 3, 4].map((steps) => ({ value: String(steps), label: `Within ${steps} steps` }));

/** Which part of the graph is shown. */
export function LineageFilters({ state, onChange }: Props) {
  const id = useId();
  const [typed, setTyped] = useState({ text: state.model, for: state.model });
  const text = typed.for === state.model ? typed.text : state.model;
  return (
    <search className="lineage-filters" aria-label="Part of the graph">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onChange({ model: text.trim() });
        }}
      >
        <label htmlFor={id} className="visually-hidden">
          Model in the middle
        </label>
        <input
          id={id}
          type="search"
          className="text-input"
          placeholder="Around one model: owner/name"
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setTyped({ text: event.target.value, for: state.model });
            if (event.target.value === '') onChange({ model: '' });
          }}
        />
        <Button type="submit">Show</Button>
      </form>
      {state.model !== '' && (
        <SelectField
          {...{ label: 'Distance', all: 'Direct neighbours', options: stepOptions }}
          value={state.steps === 1 ? null : String(state.steps)}
          onChange={(steps) => onChange({ steps: Number(steps ?? 1) })}
        />
      )}
      <SelectField
        {...{ label: 'Verdict', all: 'Derived pairs', options: verdictOptions }}
        value={state.verdict === 'derived' ? null : state.verdict}
        onChange={(verdict) => onChange({ verdict: verdict ?? 'derived' })}
      />
      <SelectField
        {...{ label: 'Evidence', all: 'Any p-value' }}
        value={state.maxLog10P === null ? null : String(state.maxLog10P)}
        options={[...new Set([...thresholds, ...(state.maxLog10P === null ? [] : [state.maxLog10P])])].map((log10) => ({
          value: String(log10),
          label: `p ≤ ${formatPValue(log10)}`,
        }))}
        onChange={(value) => onChange({ maxLog10P: value === null ? null : Number(value) })}
      />
    </search>
  );
}
