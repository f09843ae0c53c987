import type { LeaderboardQuery } from '@model-trace/client';
import { Command, Option } from 'commander';

import type { CommandContext } from '../command-context.ts';
import { leaderboardReport } from '../reports/leaderboard-report.ts';
import { serverClient } from '../server/server-client.ts';
import { writeExport } from '../server/write-export.ts';
import { addLeaderboardQuery } from './leaderboard-query.ts';
import { jsonOption, urlOption } from './shared-options.ts';

interface Options extends LeaderboardQuery {
  url?: string;
  csv?: boolean;
  json?: boolean;
}

/** `leaderboard`: the models of a server with their numbers. */
export function leaderboardCommand(context: CommandContext): Command {
  const { stdout } = context;
  return addLeaderboardQuery(new Command('leaderboard'))
    .description('print the leaderboard of a server')
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async ({ url, csv, json, ...query }: Options) => {
      const client = serverClient(context, { url });
      if (csv) return writeExport(await client.exportLeaderboard({ ...query, format: 'csv' }), { stdout });
      const entries = await Array.fromAsync(client.leaderboard(query));
      if (json) return stdout.write(`${JSON.stringify({ items: entries })}\n`);
      stdout.write(leaderboardReport({ entries, tasks: await client.tasks() }, stdout));
    });
}
