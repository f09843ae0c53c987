import { timestamp } from 'drizzle-orm/pg-core';

/** Milliseconds, as a JavaScript Date holds: a value read and written back stays the same. */
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
