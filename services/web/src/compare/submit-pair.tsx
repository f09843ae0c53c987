import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { client } from '../service/client.ts';
import { Button, type ButtonProps } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import type { Pair } from './pair-form.tsx';

/** Submits a trace of the pair and leads to it; the service answers with what it has when nothing has changed. */
export function SubmitPair({ pair, kind, children }: { pair: Pair; kind?: ButtonProps['kind']; children: ReactNode }) {
  const navigate = useNavigate();
  const [matchings, setMatchings] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => client().submit({ ...pair, tasks: ['trace'], ...(matchings && { matchings }) }),
    onSuccess: ({ id }) => void navigate({ to: '/evaluations/$id' as '/', params: { id } as never }),
  });
  return (
    <div className="submit-pair">
      <Button kind={kind} disabled={isPending} onClick={() => mutate()}>
        {isPending ? 'Submitting…' : children}
      </Button>
      <label className="check">
        <input type="checkbox" checked={matchings} onChange={(event) => setMatchings(event.target.checked)} />
        List which units were matched
      </label>
      {error && <ErrorPanel error={error} title="It could not be submitted" />}
    </div>
  );
}
