import { timingSafeEqual } from 'node:crypto';
import { and, asc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { type DatabaseOptions, openDatabase, query } from './database.ts';
import { hashKeyText, isKeyText, newKeyText, shownKeyChars } from './key-text.ts';
import { apiKeys, type KeyScope } from './schema/api-keys.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';

/** A key as it is known after it was made: never the key itself. */
export interface ApiKey {
  id: string;
  name: string;
  /** First characters of the key. */
  prefix: string;
  scopes: KeyScope[];
  /** Submissions in 24 hours; null: the service's default. */
  submissionsPerDay: number | null;
  createdAt: Date;
  /** To the minute. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

export interface KeyStore {
  /** The only time that the key itself is seen. */
  create(input: {
    name: string;
    scopes: readonly KeyScope[];
    submissionsPerDay?: number | null;
  }): Promise<{ key: ApiKey; text: string }>;
  /** All keys, revoked ones too, in the order in which they were made. */
  list(): Promise<ApiKey[]>;
  /** Null when there is none; a second time is not an error. */
  revoke(id: string): Promise<ApiKey | null>;
  /** The key with this text; null when there is none or it was revoked. */
  find(text: string): Promise<ApiKey | null>;
  /** Notes that a key is in use; at most one write a minute. */
  touch(id: string): Promise<void>;
  close(): Promise<void>;
}

/** The keys of a migrated database. Connects on first use. */
export function createKeyStore({ maxConnections = 2, ...options }: DatabaseOptions): KeyStore {
  const database = openDatabase({ ...options, maxConnections });
  return {
    create: ({ name, scopes, submissionsPerDay = null }) =>
      query(async () => {
        const text = newKeyText();
        const [row] = await database
          .insert(apiKeys)
          .values({
            ...{ id: uuidV7(), name, prefix: text.slice(0, shownKeyChars), hash: hashKeyText(text) },
            ...{ scopes: [...new Set(scopes)], submissionsPerDay },
          })
          .returning();
        return { key: toApiKey(row), text };
      }),

    list: () => query(async () => (await database.select().from(apiKeys).orderBy(asc(apiKeys.id))).map(toApiKey)),

    revoke: (id) =>
      query(async () => {
        if (!isUuid(id)) return null;
        const [row] = await database
          .update(apiKeys)
          .set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, now())` })
          .where(eq(apiKeys.id, id))
          .returning();
        return row ? toApiKey(row) : null;
      }),

    find: (text) =>
      query(async () => {
        if (!isKeyText(text)) return null;
        const hash = hashKeyText(text);
        const [row] = await database
          .select()
          .from(apiKeys)
          .where(and(eq(apiKeys.hash, hash), isNull(apiKeys.revokedAt)));
        // The index compares byte by byte, but hashes, of which nobody can choose the bytes; this adds nothing to go by.
        return row && timingSafeEqual(row.hash, hash) ? toApiKey(row) : null;
      }),

    touch: (id) =>
      query(async () => {
        const stale = or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, sql`now() - interval '1 minute'`));
        await database
          .update(apiKeys)
          .set({ lastUsedAt: sql`now()` })
          .where(and(eq(apiKeys.id, id), stale));
      }),

    close: () => database.$client.end(),
  };
}

function toApiKey({ hash: _hash, ...key }: typeof apiKeys.$inferSelect): ApiKey {
  return key;
}
