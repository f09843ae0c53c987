import { ApiError } from '@model-trace/client';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import './panel.css';

/** What went wrong, what can be done about it, and how to name it to whoever runs the service. */
export function ErrorPanel({ error, title, onRetry }: { error: unknown; title?: string; onRetry?: () => void }) {
  const api = error instanceof ApiError ? error : null;
  const unreachable = api?.code === 'UNAVAILABLE';
  const heading = title ?? (unreachable ? 'The service does not answer' : 'This did not work');
  return (
    <section className="panel panel-bad" role="alert">
      <h2>
        <Icon name="warning" /> {heading}
      </h2>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {api?.fix && <p>{api.fix}</p>}
      {api?.code === 'KEY_MISSING' && <p>Enter a key with the button at the top of the page.</p>}
      {(api !== null || onRetry) && (
        <p className="panel-foot">
          {onRetry && (
            <Button size="small" onClick={onRetry}>
              Try again
            </Button>
          )}
          {api && (
            <span className="muted">
              Code <code>{api.code}</code>
              {api.requestId && (
                <>
                  , request <code>{api.requestId}</code>
                </>
              )}
            </span>
          )}
        </p>
      )}
    </section>
  );
}
