import { significant } from './number.ts';

const exponent = new Intl.NumberFormat('en', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  useGrouping: false,
});

/** A p-value by its decimal logarithm: a power of ten below 0.001, so that it never reads as 0. */
export function formatPValue(log10: number): string {
  return log10 < -3 ? `10^${exponent.format(log10)}` : significant(10 ** log10, 3);
}
