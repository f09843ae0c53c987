import { ApiError } from '@model-trace/client';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useMemo, useState } from 'react';
import { client } from '../service/client.ts';
import { usePageConfig } from '../service/page-config.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Markdown } from '../ui/markdown.tsx';
import { useDebounced } from '../ui/use-debounced.ts';
import { useTitle } from '../ui/use-title.ts';
import { CheckList } from './check-list.tsx';
import { CostEstimate } from './cost-estimate.tsx';
import { SubmissionFields } from './submission-fields.tsx';
import { fieldMessages, initialForm, requestOf } from './submission-form.ts';
import './submit-page.css';

const typingMs = 450;

/** A form whose checks run while it is filled in. */
export function SubmitPage() {
  useTitle('Submit');
  const config = usePageConfig();
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const [form, setForm] = useState(() => initialForm(search, config));
  const request = useMemo(() => requestOf(form), [form]);
  const settled = useDebounced(request, typingMs);
  const checks = useQuery({
    queryKey: ['dry-run', settled],
    queryFn: ({ signal }) => client().dryRun(settled!, signal),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
  });
  const submission = useMutation({
    mutationFn: () => client().submit(request!),
    onSuccess: ({ id }) => void navigate({ to: '/evaluations/$id', params: { id } }),
  });
  const refused = submission.error ?? checks.error;
  const error = refused instanceof ApiError ? refused : null;
  const dryRun = settled === null || checks.isError ? undefined : checks.data;
  const messages = fieldMessages({ dryRun, error });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (request !== null) submission.mutate();
  };
  const change = (part: Partial<typeof form>) => {
    submission.reset();
    setForm((known) => ({ ...known, ...part }));
  };
  const busy = settled !== request || checks.isFetching;
  return (
    <div className="submit-page">
      <header>
        <h1>Submit a model</h1>
        <Markdown text={config.submissionNotes} />
      </header>
      <form onSubmit={submit} className="submit-form" noValidate>
        <SubmissionFields {...{ form, messages, onChange: change }} />
        {refused && messages.form && <ErrorPanel error={refused} title="The service refuses this" />}
        <div className="submit-buttons">
          <Button type="submit" kind="primary" disabled={request === null || submission.isPending}>
            {submission.isPending ? 'Submitting…' : 'Submit'}
          </Button>
          <p className="muted" role="status">
            {request === null
              ? 'Name a model and choose what to measure.'
              : busy
                ? 'Checking…'
                : dryRun && (dryRun.accepted ? 'All checks passed: it would be taken.' : 'It would be refused.')}
          </p>
        </div>
      </form>
      <aside className="submit-checks" aria-label="Checks">
        <section className="panel">
          <h2>Checks</h2>
          {dryRun ? (
            <CheckList checks={dryRun.checks} stale={busy} />
          ) : (
            <p className="muted">They run by themselves as soon as there is a model.</p>
          )}
        </section>
        <section className="panel">
          <h2>What it costs</h2>
          {dryRun ? (
            <CostEstimate estimate={dryRun.estimate} />
          ) : (
            <p className="muted">Time, memory and bytes, estimated from the model’s files.</p>
          )}
        </section>
      </aside>
    </div>
  );
}
