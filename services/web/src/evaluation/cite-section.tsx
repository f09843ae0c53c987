import type { Evaluation } from '@model-trace/client';
import { appBase } from '../service/app-base.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { bibtex, markdownReport, modelIndex } from './report-texts.ts';
import type { EvaluationResult } from './result-types.ts';

/** The result in the forms in which others cite it. */
export function CiteSection({ evaluation, result }: { evaluation: Evaluation; result: EvaluationResult }) {
  const url = new URL(`evaluations/${evaluation.id}`, appBase).href;
  const about = { evaluation, result, url };
  const forms = [
    ['BibTeX', bibtex(about)],
    ['Markdown', markdownReport(about)],
    ['Model card (model-index)', modelIndex(about)],
  ] as const;
  return (
    <section className="evaluation-section">
      <h2>Cite</h2>
      {forms.map(([name, text]) => (
        <Disclosure key={name} title={name} print={name === 'BibTeX'}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must take the focus to be scrolled by keys */}
          <pre tabIndex={0}>{text}</pre>
          <p className="raw-json-tools">
            <CopyButton size="small" text={text}>
              Copy
            </CopyButton>
          </p>
        </Disclosure>
      ))}
    </section>
  );
}
