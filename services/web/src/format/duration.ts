const unit = (name: 'second' | 'minute' | 'hour' | 'day', value: number, digits = 0) =>
  new Intl.NumberFormat('en', {
    style: 'unit',
    unit: name,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(value);

/** `0.4 sec`, `12 sec`, `3 min 5 sec`, `2 hr 10 min`, `3 days` */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return unit('second', seconds, 1);
  const whole = Math.round(seconds);
  if (whole < 60) return unit('second', whole);
  if (whole < 3600) return both(['minute', Math.floor(whole / 60)], ['second', whole % 60]);
  const minutes = Math.round(whole / 60);
  if (minutes < 48 * 60) return both(['hour', Math.floor(minutes / 60)], ['minute', minutes % 60]);
  return unit('day', Math.round(minutes / 1440));
}

type Part = [name: 'second' | 'minute' | 'hour', value: number];
function both(larger: Part, smaller: Part): string {
  return smaller[1] === 0 ? unit(...larger) : `${unit(...larger)} ${unit(...smaller)}`;
}
