import { defineConfig } from 'drizzle-kit';

/** `drizzle-kit generate --name <what-changes>` writes the next migration; a test checks that none is missing. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './packages/core/src/storage/schema/index.ts',
  out: './migrations',
});
