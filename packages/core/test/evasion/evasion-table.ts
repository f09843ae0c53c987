import { type EvasionCase, evasionCases, type StatisticName, statisticNames } from './cases.ts';
import { type Family, family, type Kind } from './family.ts';
import { createCaseTracer, type Seen } from './trace-case.ts';
import { withTokenizer } from './transformations.ts';

export interface EvasionRow {
  kind: Kind;
  of: EvasionCase;
  seen: Record<StatisticName, Seen>;
}

/** Traces every case of a kind against its base. */
export async function evasionRows(
  kind: Kind,
  onRow?: (row: EvasionRow, models: Family) => Promise<void>,
): Promise<EvasionRow[]> {
  const models = await family(kind);
  const tracer = createCaseTracer();
  const rows: EvasionRow[] = [];
  try {
    for (const one of evasionCases) {
      if (one.kinds !== undefined && !one.kinds.includes(kind)) continue;
      const [base, model] = [models.base, one.make(models)].map(one.tokenizers ? withTokenizer : (as) => as);
      const seen = await tracer.trace({ base, model });
      rows.push({ kind, of: one, seen });
      await onRow?.(rows.at(-1)!, models);
    }
  } finally {
    await tracer.close();
  }
  return rows;
}

/** One table of Markdown. A cell: log10 p, and the verdict. */
export function evasionMarkdown(rows: readonly EvasionRow[]): string {
  return [
    `| what was done | ${statisticNames.join(' | ')} | why |`,
    `| --- |${statisticNames.map(() => ' --- |').join('')} --- |`,
    ...rows.map(
      ({ of, seen }) =>
        `| ${[of.name, ...statisticNames.map((name) => cell(seen[name])), of.reason ?? ''].join(' | ')} |`,
    ),
  ].join('\n');
}

function cell(seen: Seen): string {
  if ('refused' in seen) return `\`${seen.refused}\``;
  const { log10PValue, verdict } = seen.result;
  const number = log10PValue > -10 ? log10PValue.toFixed(2) : log10PValue.toFixed(0);
  return verdict === 'derived' ? `**${number}**` : `${number} ${verdict}`;
}
