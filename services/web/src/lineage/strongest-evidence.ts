import type { LineageGraph } from '@model-trace/client';

export type LineageEdge = LineageGraph['edges'][number];

/** The smallest log10 p of an edge's statistics; null where none has a p-value. */
export function strongestEvidence({ statistics }: Pick<LineageEdge, 'statistics'>): number | null {
  const values = statistics.flatMap(({ log10PValue }) => log10PValue ?? []);
  return values.length === 0 ? null : Math.min(...values);
}

/** Those with the strongest evidence first. */
export function byEvidence(edges: readonly LineageEdge[]): LineageEdge[] {
  const rank = (edge: LineageEdge) => strongestEvidence(edge) ?? 0;
  return [...edges].sort((a, b) => rank(a) - rank(b));
}
