import type { Output } from '../terminal/output.ts';

const styles = { derived: ['red', 'bold'], independent: ['green', 'bold'], inconclusive: ['yellow', 'bold'] } as const;

/** A verdict in its colour. */
export function styledVerdict(verdict: string, output: Output): string {
  return verdict in styles ? output.style([...styles[verdict as keyof typeof styles]], verdict) : verdict;
}
