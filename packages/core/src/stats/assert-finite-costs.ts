import { ModelTraceError } from '../errors.ts';

/** Names the first cost that is not a number. @throws STATS_NON_FINITE */
export function assertFiniteCosts({ cost, cols }: { cost: Float64Array | Float32Array; cols: number }): void {
  for (let at = 0; at < cost.length; at++) {
    if (Number.isFinite(cost[at])) continue;
    const row = Math.floor(at / cols);
    const column = at % cols;
    throw new ModelTraceError('STATS_NON_FINITE', `The cost of row ${row} and column ${column} is ${cost[at]}`, {
      fix: 'Every cost must be a finite number; forbid a pair by a large finite cost',
      details: { row, column, value: String(cost[at]) },
    });
  }
}
