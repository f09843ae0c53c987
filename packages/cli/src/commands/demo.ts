import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { integerFrom } from '../options.ts';

interface Options {
  once?: boolean;
  port?: number;
  dataDir?: string;
}

/** `demo`: the whole service with its own database, on the example models. */
export function demoCommand(context: CommandContext): Command {
  return new Command('demo')
    .description('start everything, evaluate the example models, show the leaderboard and keep serving')
    .addOption(new Option('--once', 'stop after the leaderboard'))
    .addOption(
      new Option('--port <number>', 'port of the API (default: the first free one from 8080)').argParser(
        integerFrom(0, 65_535),
      ),
    )
    .addOption(new Option('--data-dir <directory>', 'where the database is kept (default: .model-trace)'))
    .action(async ({ once = false, port, dataDir = context.config.dataDir }: Options) => {
      const { runDemo } = await import('../demo/run-demo.ts');
      await runDemo(context, { once, port, dataDir });
    });
}
