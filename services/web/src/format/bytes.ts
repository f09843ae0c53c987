const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

/** `1.5 GB`, by powers of 1,000. */
export function formatBytes(bytes: number): string {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return new Intl.NumberFormat('en', {
    ...{ style: 'unit', unit: units[step], unitDisplay: 'short', maximumSignificantDigits: step === 0 ? 4 : 3 },
  }).format(bytes / 1000 ** step);
}
