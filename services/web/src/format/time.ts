const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exactTime = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'long' });

const steps = [
  ['year', 365.25 * 86_400],
  ['month', 30.44 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `5 minutes ago`, `in 2 hours` */
export function relativeTime(time: Date, now: Date = new Date()): string {
  const seconds = (time.getTime() - now.getTime()) / 1000;
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return Math.abs(seconds) < 10 ? 'just now' : relative.format(Math.trunc(seconds), 'second');
}

export function exactly(time: Date): string {
  return exactTime.format(time);
}
