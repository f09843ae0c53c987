import type { Evaluation } from '@model-trace/client';
import { significant } from '../format/number.ts';
import { formatPValue } from '../format/p-value.ts';
import type { EvaluationResult, TraceResult } from './result-types.ts';
import { testedVerdict } from './tested-verdict.ts';

interface About {
  evaluation: Pick<Evaluation, 'id' | 'model' | 'base' | 'commit' | 'finishedAt'>;
  result: EvaluationResult;
  /** Where the evaluation is shown. */
  url: string;
}

/** Bases of a scan that a report names. */
const reportedBases = 10;

/** A reference to the evaluation. */
export function bibtex({ evaluation: { id, model, base, finishedAt }, result, url }: About): string {
  const date = (finishedAt ?? '').slice(0, 10);
  const alone = result.scan ? `Scan of ${model} against ${result.scan.tested} bases` : `Perplexity of ${model}`;
  const title = base === null ? alone : `Evaluation of ${model} against ${base}`;
  return `@misc{model-trace-${id.slice(0, 8)},
  title        = {{${title.replaceAll(/[{}\\]/g, '')}}},
  howpublished = {model-trace, \\url{${url}}},
  year         = {${date.slice(0, 4)}},
  note         = {Evaluation ${id}, ${date}}
}`;
}

/** The numbers as a table for a README or an issue. */
export function markdownReport({ evaluation: { model, base, commit }, result, url }: About): string {
  const { perplexity, trace, scan } = result;
  const rows: [string, string][] = [['Model', `\`${model}\`${commit ? ` at \`${commit.slice(0, 10)}\`` : ''}`]];
  if (perplexity) {
    rows.push(
      ['Perplexity', significant(perplexity.perplexity)],
      ['Bits per byte', significant(perplexity.bitsPerByte)],
    );
    rows.push(['Text', `${perplexity.protocol.text.id}, SHA-256 \`${perplexity.protocol.text.sha256.slice(0, 12)}…\``]);
  }
  if (trace) {
    rows.push(['Base', `\`${base}\``], ['Verdict', `**${testedVerdict(trace) ?? 'not tested'}**`]);
    for (const { statistic, log10PValue } of [...trace.statistics, ...(trace.localised ?? [])])
      rows.push([`p (${statistic})`, formatPValue(log10PValue)]);
    for (const { statistic, value } of measures(trace)) rows.push([statistic, significant(value)]);
  }
  for (const { base: against, verdict, log10PHolm } of scan?.candidates.slice(0, reportedBases) ?? [])
    rows.push([`\`${against}\``, `**${verdict}**, p (Holm, of ${scan!.tested}) ${formatPValue(log10PHolm)}`]);
  const table = rows.map(([name, value]) => `| ${name} | ${value.replaceAll('|', '\\|')} |`).join('\n');
  return `| | |\n| --- | --- |\n${table}\n\n[Full protocol](${url})`;
}

/** Metadata for the head of a model card (https://hf.co/docs/hub/model-cards#evaluation-results). */
export function modelIndex({ evaluation: { model, base }, result, url }: About): string {
  const { perplexity, trace } = result;
  // JSON's strings and numbers are YAML's.
  const text = (value: string | number) => JSON.stringify(value);
  const metric = (type: string, name: string, value: string | number) => [
    `      - type: ${type}`,
    `        name: ${text(name)}`,
    `        value: ${text(value)}`,
  ];
  const entry = (dataset: [type: string, name: string], metrics: string[][]) => [
    '  - task:',
    '      type: text-generation',
    '    dataset:',
    `      type: ${text(dataset[0])}`,
    `      name: ${text(dataset[1])}`,
    '    metrics:',
    ...metrics.flat(),
    '    source:',
    '      name: model-trace',
    `      url: ${text(url)}`,
  ];
  return [
    'model-index:',
    `- name: ${text(model.slice(model.lastIndexOf('/') + 1))}`,
    '  results:',
    ...(perplexity
      ? entry(
          [perplexity.protocol.text.id, `${perplexity.protocol.text.id} (SHA-256 ${perplexity.protocol.text.sha256})`],
          [
            metric('perplexity', 'Perplexity', perplexity.perplexity),
            metric('bits_per_byte', 'Bits per byte', perplexity.bitsPerByte),
          ],
        )
      : []),
    ...(trace
      ? entry(
          [base ?? trace.base, `independence test against ${trace.base}`],
          [
            ...[...trace.statistics, ...(trace.localised ?? [])].map(({ statistic, log10PValue }) =>
              metric('log10_p_value', `log10 p of ${statistic}`, log10PValue),
            ),
            ...measures(trace).map(({ statistic, value }) => metric(statistic.replaceAll('-', '_'), statistic, value)),
          ],
        )
      : []),
  ].join('\n');
}

/** What has a value before it has a p-value, if it has one at all. */
const measures = ({ distances = [], similarities = [] }: TraceResult) => [...distances, ...similarities];
