import { type FormEvent, useId, useRef, useState } from 'react';
import { storedKey, storeKey } from '../service/key.ts';
import { queryClient } from '../service/query-client.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import './key-button.css';

/** Where a service asks for keys: takes one, and sends it with every request from then on. */
export function KeyButton() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [given, setGiven] = useState(storedKey() !== null);
  const id = useId();
  const use = (key: string | null, keep = false) => {
    storeKey(key, { keep });
    setGiven(key !== null);
    dialog.current?.close();
    void queryClient.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'page-config' });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const key = String(form.get('key')).trim();
    if (key !== '') use(key, form.has('keep'));
  };
  return (
    <>
      <Button size="small" onClick={() => dialog.current?.showModal()}>
        <Icon name="key" /> {given ? 'Key' : 'Enter key'}
      </Button>
      <dialog ref={dialog} className="key-dialog" aria-labelledby={`${id}-title`}>
        <form onSubmit={submit}>
          <h2 id={`${id}-title`}>Key of this service</h2>
          <p>Whoever runs it can give you one. It is sent with requests to this service only.</p>
          <label htmlFor={`${id}-key`}>Key</label>
          <input
            id={`${id}-key`}
            name="key"
            type="password"
            autoComplete="off"
            spellCheck={false}
            placeholder="mt_…"
            className="text-input mono"
          />
          <label className="check">
            <input type="checkbox" name="keep" /> Keep it on this device
          </label>
          <div className="key-dialog-buttons">
            {given && <Button onClick={() => use(null)}>Forget it</Button>}
            <Button onClick={() => dialog.current?.close()}>Cancel</Button>
            <Button type="submit" kind="primary">
              Use it
            </Button>
          </div>
        </form>
      </dialog>
    </>
  );
}
