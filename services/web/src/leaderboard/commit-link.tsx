import { usePageConfig } from '../service/page-config.ts';

/** A commit of a model, at the Hub where the operator names one. */
export function CommitLink({ model, commit, label }: { model: string; commit: string; label: string }) {
  const { hubUrl } = usePageConfig();
  const text = (
    <span className="mono" title={commit}>
      {label}
    </span>
  );
  if (hubUrl === '') return text;
  return (
    <a href={`${hubUrl.replace(/\/$/, '')}/${model}/tree/${commit}`} rel="noreferrer">
      {text}
    </a>
  );
}
