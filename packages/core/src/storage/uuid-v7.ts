import { randomUUID } from 'node:crypto';

let lastMs = 0;
let sequence = 0;

/**
 * A time-ordered UUID (version 7, RFC 9562 section 5.7): 48 bits of Unix milliseconds, then a 12-bit counter, then 62
 * random bits. Ids made by one process strictly increase (method 1 of section 6.2), so that ordering by id is ordering
 * by creation, and index inserts stay at the right edge. Made here because PostgreSQL has `uuidv7()` only from version 18.
 */
export function uuidV7(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = 0;
  } else if (++sequence > 0xfff) {
    // More than 4,096 ids in a millisecond, or a clock that was set back: run ahead of the clock rather than repeat.
    lastMs++;
    sequence = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  // From one of version 4 its variant and the 62 random bits after: Node draws those ahead, many at once.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, '0')}${randomUUID().slice(18)}`;
}

/** Whether PostgreSQL would take this as a uuid in the form we write: other spellings of an id are not ids of ours. */
export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value);
}
