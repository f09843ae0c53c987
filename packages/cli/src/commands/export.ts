import type { EvaluationQuery, ExportFormat, LeaderboardQuery } from '@model-trace/client';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { taskIds } from '../options.ts';
import { serverClient } from '../server/server-client.ts';
import { writeExport } from '../server/write-export.ts';
import { addLeaderboardQuery } from './leaderboard-query.ts';
import { urlOption } from './shared-options.ts';

interface Target {
  format: ExportFormat;
  output?: string;
  url?: string;
}

/** `export evaluations|leaderboard`: all rows of a server as CSV or JSON Lines, streamed. */
export function exportCommand(context: CommandContext): Command {
  const { stdout } = context;
  const command = new Command('export').description(
    'write all evaluations or the leaderboard of a server as CSV or JSON Lines',
  );
  addTarget(command.command('evaluations').description('evaluations, newest first'))
    .addOption(
      new Option('--status <name>', 'only those in this state').choices([
        ...['queued', 'running', 'succeeded', 'failed', 'canceled', 'expired'],
      ]),
    )
    .addOption(new Option('--model <id>', 'only those of exactly this model'))
    .addOption(new Option('--base <id>', 'only those against exactly this base'))
    .addOption(new Option('--task <name>', 'only those with this task').choices(taskIds))
    .addOption(new Option('--submitter <id>', 'only those submitted with this key; me: with our own'))
    .addOption(new Option('--submitted-after <time>', 'only those of that time (ISO 8601) or later'))
    .addOption(new Option('--submitted-before <time>', 'only those before that time'))
    .action(async ({ output, url, ...query }: Target & EvaluationQuery) => {
      const client = serverClient(context, { url });
      await writeExport(await client.exportEvaluations(query), { stdout, file: output });
    });
  addLeaderboardQuery(addTarget(command.command('leaderboard').description('the newest result of each model'))).action(
    async ({ output, url, ...query }: Target & LeaderboardQuery) => {
      const client = serverClient(context, { url });
      await writeExport(await client.exportLeaderboard(query), { stdout, file: output });
    },
  );
  return command;
}

function addTarget(command: Command): Command {
  return command
    .addOption(new Option('--format <name>', 'how rows are written').choices(['jsonl', 'csv']).default('jsonl'))
    .addOption(new Option('--output <file>', 'where to (default: standard output)'))
    .addOption(urlOption());
}
