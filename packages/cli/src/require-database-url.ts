import { ModelTraceError } from '@model-trace/core/errors';
import type { CliConfig } from './config.ts';

/** @throws USAGE with the ways out */
export function requireDatabaseUrl({ databaseUrl }: CliConfig): string {
  if (databaseUrl !== undefined) return databaseUrl;
  throw new ModelTraceError('USAGE', 'There is no database: DATABASE_URL is not set', {
    fix: 'Set DATABASE_URL=postgres://user:password@host:5432/database, or use `serve --embedded` or `demo`, which bring their own.',
  });
}
