import { customType } from 'drizzle-orm/pg-core';

/** Bytes as a Buffer. */
export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
