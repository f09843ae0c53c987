import { useId } from 'react';
import './button.css';

interface Props<T extends string> {
  label: string;
  /** What it says when nothing is chosen. */
  all: string;
  value: T | null;
  options: readonly { value: T; label: string }[];
  onChange: (value: T | null) => void;
}

/** One of several, or none. */
export function SelectField<T extends string>({ label, all, value, options, onChange }: Props<T>) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <select
        id={id}
        className="select"
        data-chosen={value !== null}
        value={value ?? ''}
        onChange={(event) => onChange((event.target.value || null) as T | null)}
      >
        <option value="">{all}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
