import type { EvaluationSummary, Page } from '@model-trace/client';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { whole } from '../format/number.ts';

interface Props {
  title: string;
  query: UseQueryResult<Page<EvaluationSummary>>;
  count?: number;
  more?: boolean;
  empty: string;
  children: ReactNode;
}

/** One part of the queue with how many there are. */
export function QueueSection({ title, query, count, more, empty, children }: Props) {
  const id = useId();
  const items = count ?? query.data?.items.length;
  return (
    <section aria-labelledby={id} className="queue-section">
      <h2 id={id}>
        {title}{' '}
        {items !== undefined && (
          <span className="queue-count number">
            {whole(items)}
            {(more ?? Boolean(query.data?.nextCursor)) && '+'}
          </span>
        )}
      </h2>
      {items === undefined ? (
        !query.isError && <div className="skeleton queue-skeleton" role="status" aria-label={`Loading: ${title}`} />
      ) : items === 0 ? (
        <p className="muted">{empty}</p>
      ) : (
        children
      )}
    </section>
  );
}
