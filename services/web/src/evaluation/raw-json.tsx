import type { Evaluation } from '@model-trace/client';
import { serviceUrl } from '../service/app-base.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';

/** The evaluation as the API gives it. */
export function RawJson({ evaluation }: { evaluation: Evaluation }) {
  return (
    <section className="evaluation-section no-print">
      <h2>Raw JSON</h2>
      <Disclosure title="As the API gives it" print={false}>
        <p className="raw-json-tools">
          <CopyButton size="small" text={JSON.stringify(evaluation, null, 2)}>
            Copy
          </CopyButton>
          <a href={serviceUrl(evaluation.url)}>{evaluation.url}</a>
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must take the focus to be scrolled by keys */}
        <pre tabIndex={0} className="raw-json">
          {JSON.stringify(evaluation, null, 2)}
        </pre>
      </Disclosure>
    </section>
  );
}
