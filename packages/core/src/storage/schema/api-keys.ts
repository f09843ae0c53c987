import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytes } from './bytes.ts';
import { time } from './time.ts';

/** What a key may do; `admin` includes the others. */
export const keyScopes = ['read', 'submit', 'admin'] as const;
export type KeyScope = (typeof keyScopes)[number];

/** Keys to the API. Only a hash is stored: a key is shown once, when it is made. */
export const apiKeys = pgTable('api_keys', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  /** First characters of the key, to tell keys apart in a list. */
  prefix: text('prefix').notNull(),
  /** SHA-256 of the key, which is random enough to need no slow hash. */
  hash: bytes('hash').notNull().unique(),
  scopes: text('scopes').array().$type<KeyScope[]>().notNull(),
  /** Submissions in 24 hours; null: the service's default. */
  submissionsPerDay: integer('submissions_per_day'),
  createdAt: time('created_at').notNull().defaultNow(),
  lastUsedAt: time('last_used_at'),
  revokedAt: time('revoked_at'),
});
