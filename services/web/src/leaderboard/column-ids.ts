/** Columns of the leaderboard, in their order, with their headings and what the service can sort them by. */
export const columns = {
  model: { heading: 'Model', sort: 'model', firstOrder: 'asc' },
  perplexity: { heading: 'Perplexity', sort: 'perplexity', firstOrder: 'asc' },
  trace: { heading: 'Match P-Value', sort: 'trace', firstOrder: 'asc' },
  verdict: { heading: 'Verdict', sort: null, firstOrder: 'asc' },
  base: { heading: 'Base', sort: null, firstOrder: 'asc' },
  bitsPerByte: { heading: 'Bits per byte', sort: null, firstOrder: 'asc' },
  architecture: { heading: 'Architecture', sort: null, firstOrder: 'asc' },
  parameters: { heading: 'Parameters', sort: 'parameters', firstOrder: 'desc' },
  dtype: { heading: 'Dtype', sort: null, firstOrder: 'asc' },
  license: { heading: 'Licence', sort: null, firstOrder: 'asc' },
  weightType: { heading: 'Weights', sort: null, firstOrder: 'asc' },
  submittedAt: { heading: 'Submitted', sort: 'submittedAt', firstOrder: 'desc' },
  commit: { heading: 'Commit', sort: null, firstOrder: 'asc' },
  baseCommit: { heading: 'Base commit', sort: null, firstOrder: 'asc' },
} as const;
export type ColumnId = keyof typeof columns;
export const columnIds = Object.keys(columns) as ColumnId[];

export function isColumnId(text: string): text is ColumnId {
  return Object.hasOwn(columns, text);
}
