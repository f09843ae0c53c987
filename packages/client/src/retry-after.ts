/**
 * What a Retry-After header asks for, in milliseconds: RFC 9110 allows seconds or a date. Null without one that can be read.
 * @param now  milliseconds since 1970, by the clock of this machine
 */
export function retryAfterMs(headers: Headers, now: number = Date.now()): number | null {
  const value = headers.get('retry-after')?.trim();
  if (value === undefined || value === '') return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  if (Number.isNaN(at)) return null;
  // Seconds from the server's own clock, where it tells it: ours may be wrong.
  const date = Date.parse(headers.get('date') ?? '');
  return Math.max(0, at - (Number.isNaN(date) ? now : date));
}
