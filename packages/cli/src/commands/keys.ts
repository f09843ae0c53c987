import { ModelTraceError } from '@model-trace/core/errors';
import type { KeyScope, KeyStore } from '@model-trace/core/storage';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { integerFrom, listOf } from '../options.ts';
import { keysReport } from '../reports/keys-report.ts';
import { requireDatabaseUrl } from '../require-database-url.ts';
import { jsonOption } from './shared-options.ts';

const scopes: readonly KeyScope[] = ['read', 'submit', 'admin'];

/** `keys`: who may use the API. On the database itself: the first key cannot be made with a key. */
export function keysCommand({ config, stdout, stderr }: CommandContext): Command {
  const withKeys = async (work: (keys: KeyStore) => Promise<void>): Promise<void> => {
    const connectionString = requireDatabaseUrl(config);
    const { createKeyStore } = await import('@model-trace/core/storage');
    const keys = createKeyStore({ connectionString });
    try {
      await work(keys);
    } finally {
      await keys.close();
    }
  };

  const create = new Command('create')
    .description('make a key and show it, this once')
    .argument('<name>', 'whose key it is, or what for', keyName)
    .addOption(
      new Option('--scopes <list>', `what it allows: ${scopes.join(', ')}`)
        .argParser(listOf(scopes))
        .default(['read', 'submit'], 'read,submit'),
    )
    .addOption(
      new Option('--submissions-per-day <number>', 'submissions in 24 hours (default: those of the service)').argParser(
        integerFrom(0, 1_000_000_000),
      ),
    )
    .addOption(jsonOption())
    .action((name: string, options: { scopes: KeyScope[]; submissionsPerDay?: number; json?: boolean }) =>
      withKeys(async (keys) => {
        const { key, text } = await keys.create({ ...options, name });
        if (options.json) return void stdout.write(`${JSON.stringify({ ...key, key: text })}\n`);
        stderr.write(`Key ${key.id} of "${name}" (${key.scopes.join(', ')}). It is not shown again:\n`);
        stdout.write(`${text}\n`);
      }),
    );
  const list = new Command('list')
    .description('all keys, without the keys themselves')
    .addOption(jsonOption())
    .action(({ json }: { json?: boolean }) =>
      withKeys(async (keys) => {
        const items = await keys.list();
        stdout.write(json ? `${JSON.stringify({ items })}\n` : keysReport(items, stdout));
      }),
    );
  const revoke = new Command('revoke')
    .description('make a key useless; a running API notices within seconds')
    .argument('<id>', 'its id, from `keys list`')
    .action((id: string) =>
      withKeys(async (keys) => {
        const key = await keys.revoke(id);
        if (key === null)
          throw new ModelTraceError('NOT_FOUND', `There is no key ${id}`, { fix: '`keys list` shows the ids.' });
        stderr.write(`Key ${key.id} of "${key.name}" is revoked.\n`);
      }),
    );
  const command = new Command('keys').description('make, list and revoke keys to the API (DATABASE_URL)');
  for (const each of [create, list, revoke]) command.addCommand(each);
  return command;
}

function keyName(value: string): string {
  const name = value.trim();
  // Names are shown on terminals and in logs.
  if (name !== '' && name.length <= 200 && !/\p{Cc}/u.test(name)) return name;
  throw new InvalidArgumentError('It must have 1 to 200 characters, none of them a control character.');
}
