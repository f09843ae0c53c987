import { type ReactNode, useId } from 'react';
import './field.css';

interface Props {
  title: string;
  hint?: ReactNode;
  type: 'checkbox' | 'radio';
  options: readonly { value: string; label: ReactNode; title?: string }[];
  chosen: readonly string[];
  error?: { detail: string; fix: string | null };
  onChange: (chosen: string[]) => void;
}

/** Some of several, or one of them. */
export function Choices({ title, hint, type, options, chosen, error, onChange }: Props) {
  const name = useId();
  const pick = (value: string, on: boolean) => {
    if (type === 'radio') onChange([value]);
    else
      onChange(options.map((option) => option.value).filter((each) => (each === value ? on : chosen.includes(each))));
  };
  return (
    <fieldset className="field">
      <legend className="field-title">{title}</legend>
      <div className="choices">
        {options.map((option) => (
          <label key={option.value} className="choice" title={option.title}>
            <input
              {...{ type, name }}
              checked={chosen.includes(option.value)}
              onChange={(event) => pick(option.value, event.target.checked)}
            />
            {option.label}
          </label>
        ))}
      </div>
      {hint && <p className="field-hint">{hint}</p>}
      {error && (
        <p className="field-error">
          {error.detail}
          {error.fix && <span className="field-fix"> {error.fix}</span>}
        </p>
      )}
    </fieldset>
  );
}
