import { ModelTraceError } from '../../errors.ts';

export function assertSquare(a: Float64Array, n: number): void {
  if (!Number.isInteger(n) || n < 0 || a.length !== n * n) {
    throw new ModelTraceError('STATS_SHAPE', `A matrix of ${a.length} numbers is not ${n} x ${n}`);
  }
}

export function assertFinite(a: Float64Array): void {
  for (const value of a) {
    if (!Number.isFinite(value)) throw new ModelTraceError('STATS_NON_FINITE', `A matrix contains ${value}`);
  }
}
