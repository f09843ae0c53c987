import { useId } from 'react';
import './field.css';

interface Props {
  label: string;
  value: string;
  hint?: string;
  placeholder?: string;
  error?: { detail: string; fix: string | null };
  required?: boolean;
  mono?: boolean;
  suggestions?: readonly string[];
  onChange: (value: string) => void;
}

/** One line of text, with what it is for and what is wrong with it. */
export function TextField({
  label,
  value,
  hint,
  placeholder,
  error,
  required,
  mono,
  suggestions = [],
  onChange,
}: Props) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {!required && <span className="field-optional">optional</span>}
      </label>
      <input
        id={id}
        type="text"
        className={`text-input${mono ? ' mono' : ''}`}
        {...{ value, placeholder, required }}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        list={suggestions.length > 0 ? `${id}-list` : undefined}
        aria-invalid={error !== undefined}
        aria-describedby={described || undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {suggestions.length > 0 && (
        <datalist id={`${id}-list`}>
          {suggestions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error.detail}
          {error.fix && <span className="field-fix"> {error.fix}</span>}
        </p>
      )}
    </div>
  );
}
