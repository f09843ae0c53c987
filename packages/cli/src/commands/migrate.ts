import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { requireDatabaseUrl } from '../require-database-url.ts';

/** `migrate`: brings the tables of DATABASE_URL up to date. */
export function migrateCommand({ config, stderr }: CommandContext): Command {
  return new Command('migrate').description('bring the tables of DATABASE_URL up to date').action(async () => {
    const connectionString = requireDatabaseUrl(config);
    const { migrate } = await import('@model-trace/core/storage');
    await migrate({ connectionString });
    stderr.write('The database is up to date.\n');
  });
}
