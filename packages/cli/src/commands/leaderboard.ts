import { Command, Option } from 'commander';
import { createClient, type LeaderboardQuery } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { leaderboardReport } from '../reports/leaderboard-report.ts';
import { jsonOption, urlOption } from './shared-options.ts';

interface Options extends LeaderboardQuery {
  url?: string;
  csv?: boolean;
  json?: boolean;
}

/** `leaderboard`: the models of a server with their numbers. */
export function leaderboardCommand({ config, stdout, signal }: CommandContext): Command {
  return new Command('leaderboard')
    .description('print the leaderboard of a server')
    .addOption(
      new Option('--sort <column>', 'column to sort by (default: perplexity)').choices([
        ...['perplexity', 'trace', 'model', 'parameters', 'submittedAt'],
      ]),
    )
    .addOption(new Option('--order <direction>', 'direction').choices(['asc', 'desc']))
    .addOption(new Option('--search <text>', 'only models whose id contains it'))
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async ({ url = config.url, csv, json, ...query }: Options) => {
      const client = createClient({ url, key: config.key, signal });
      if (csv) return stdout.write(await client.leaderboardCsv(query));
      const entries = await client.leaderboard(query);
      if (json) return stdout.write(`${JSON.stringify({ items: entries })}\n`);
      stdout.write(leaderboardReport({ entries, tasks: await client.tasks() }, stdout));
    });
}
