const byDigits = new Map<string, Intl.NumberFormat>();

function formatter(digits: number, notation: 'standard' | 'compact' | 'scientific'): Intl.NumberFormat {
  const key = `${digits}${notation}`;
  let found = byDigits.get(key);
  if (found === undefined) {
    found = new Intl.NumberFormat('en', { maximumSignificantDigits: digits, notation });
    byDigits.set(key, found);
  }
  return found;
}

/** `29.37`; whole numbers keep their digits, and only what would be all zeros or beyond reading has an exponent. */
export function significant(value: number, digits = 4): string {
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e7)) return formatter(digits, 'scientific').format(value);
  return formatter(magnitude >= 10 ** digits ? Math.ceil(Math.log10(magnitude + 1)) : digits, 'standard').format(value);
}

/** `124.4M` */
export function compact(value: number): string {
  return formatter(4, 'compact').format(value);
}

const wholeNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
export function whole(value: number): string {
  return wholeNumber.format(value);
}

const percentage = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
export function percent(fraction: number): string {
  return percentage.format(fraction);
}
