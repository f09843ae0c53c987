import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { basesReport } from '../reports/bases-report.ts';
import { serverClient } from '../server/server-client.ts';
import { jsonOption, revisionOption, urlOption } from './shared-options.ts';

interface Target {
  url?: string;
  json?: boolean;
}

/** `bases add|list|remove`: the models that scans of a server test others against. */
export function basesCommand(context: CommandContext): Command {
  const { stdout, stderr } = context;
  const command = new Command('bases').description(
    'add, list and remove the models that scans of a server test against',
  );
  command
    .command('add')
    .description('test models against this one too, at the commit it has now')
    .argument('<model>', "Hub id, or a directory under the server's MODEL_ROOTS")
    .addOption(revisionOption())
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (model: string, { url, json, revision }: Target & { revision?: string }) => {
      const base = await serverClient(context, { url }).addBase({ model, ...(revision !== undefined && { revision }) });
      stdout.write(json ? `${JSON.stringify(base)}\n` : `${base.id}\n`);
    });
  command
    .command('list')
    .description('all of them')
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async ({ url, json }: Target) => {
      const items = await serverClient(context, { url }).bases();
      stdout.write(json ? `${JSON.stringify({ items })}\n` : basesReport(items, stdout));
    });
  command
    .command('remove')
    .description('test models against this one no longer')
    .argument('<id>', 'its id, from `bases list`')
    .addOption(urlOption())
    .action(async (id: string, { url }: Target) => {
      await serverClient(context, { url }).removeBase(id);
      stderr.write(`Base ${id} is removed.\n`);
    });
  return command;
}
