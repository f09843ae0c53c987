import { useId, useState } from 'react';
import { Button } from '../ui/button.tsx';

export interface Pair {
  model: string;
  base: string;
}

/** Names of two models, as they are submitted. */
export function PairForm({ initial, onLookUp }: { initial: Pair; onLookUp: (pair: Pair) => void }) {
  const id = useId();
  const [pair, setPair] = useState(initial);
  const field = (name: keyof Pair, label: string, placeholder: string) => (
    <div>
      <label htmlFor={`${id}${name}`}>{label}</label>
      <input
        id={`${id}${name}`}
        className="text-input"
        required
        maxLength={512}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        value={pair[name]}
        onChange={(event) => setPair({ ...pair, [name]: event.target.value })}
      />
    </div>
  );
  return (
    <form
      className="pair-form"
      onSubmit={(event) => {
        event.preventDefault();
        onLookUp({ model: pair.model.trim(), base: pair.base.trim() });
      }}
    >
      {field('model', 'Model', 'owner/fine-tune')}
      {field('base', 'Base', 'openai-community/gpt2')}
      <Button kind="primary" type="submit">
        Look up
      </Button>
    </form>
  );
}
