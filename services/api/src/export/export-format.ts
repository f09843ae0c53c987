import type { FastifyReply } from 'fastify';

/** Media types of tables that are sent whole. JSON Lines (jsonlines.org) has none registered; this one is what is used. */
export const exportTypes = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } as const;

export type ExportFormat = keyof typeof exportTypes;

/** Says what follows, and what a browser should call the file. */
export function announceExport(reply: FastifyReply, { format, name }: { format: ExportFormat; name: string }): void {
  reply.header('content-disposition', `attachment; filename="${name}.${format}"`);
  reply.header('cache-control', 'no-store').type(exportTypes[format]);
}

/**
 * Which of a page and the exports an Accept header asks for: only an explicit type asks for an export, at a weight not
 * below that of JSON.
 */
export function acceptedFormat(accept = ''): ExportFormat | 'json' {
  const weight = (type: string) => {
    const range = accept.split(',').find((each) => each.trim().toLowerCase().startsWith(type));
    return range === undefined ? 0 : Number(/;\s*q=([\d.]+)/.exec(range)?.[1] ?? 1);
  };
  const weights = { csv: weight('text/csv'), jsonl: weight('application/jsonl'), json: weight('application/json') };
  if (weights.csv > 0 && weights.csv >= Math.max(weights.jsonl, weights.json)) return 'csv';
  return weights.jsonl > 0 && weights.jsonl >= weights.json ? 'jsonl' : 'json';
}

/** One line of JSON Lines. */
export function jsonLine(row: object): string {
  return `${JSON.stringify(row)}\n`;
}
