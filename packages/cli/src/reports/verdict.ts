import type { Output } from '../terminal/output.ts';

const styles = { derived: ['red', 'bold'], independent: ['green', 'bold'], inconclusive: ['yellow', 'bold'] } as const;

/** A verdict in its colour. null: there was no test. */
export function styledVerdict(verdict: string | null, output: Output): string {
  if (verdict === null) return 'not tested';
  return verdict in styles ? output.style([...styles[verdict as keyof typeof styles]], verdict) : verdict;
}
