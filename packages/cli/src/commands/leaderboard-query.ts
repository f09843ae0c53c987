import { type Command, Option } from 'commander';

/** Adds the options that say which rows of the leaderboard, in which order. */
export function addLeaderboardQuery(command: Command): Command {
  return command
    .addOption(
      new Option('--sort <column>', 'column to sort by (default: perplexity)').choices([
        ...['perplexity', 'trace', 'model', 'parameters', 'submittedAt'],
      ]),
    )
    .addOption(new Option('--order <direction>', 'direction').choices(['asc', 'desc']))
    .addOption(new Option('--search <text>', 'only models whose id contains it'));
}
