import { Command, type OutputConfiguration } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import type { CommandContext } from './command-context.ts';
import { architecturesCommand } from './commands/architectures.ts';
import { basesCommand } from './commands/bases.ts';
import { batchCommand } from './commands/batch.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { cancelCommand } from './commands/cancel.ts';
import { completionCommand } from './commands/completion.ts';
import { corporaCommand } from './commands/corpora.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { keysCommand } from './commands/keys.ts';
import { leaderboardCommand } from './commands/leaderboard.ts';
import { lineageCommand } from './commands/lineage.ts';
import { migrateCommand } from './commands/migrate.ts';
import { perplexityCommand } from './commands/perplexity.ts';
import { retryCommand } from './commands/retry.ts';
import { scanCommand } from './commands/scan.ts';
import { serveCommand } from './commands/serve.ts';
import { statusCommand } from './commands/status.ts';
import { submitCommand } from './commands/submit.ts';
import { traceCommand } from './commands/trace.ts';
import { watchCommand } from './commands/watch.ts';
import { workerCommand } from './commands/worker.ts';

/** The whole command line. Nothing exits the process: commander throws CommanderError instead. */
export function createProgram(context: CommandContext, output: OutputConfiguration): Command {
  const program = new Command('model-trace')
    .description('Perplexity and provenance of open-weight language models')
    .version(manifest.version)
    .configureHelp({ showGlobalOptions: true });
  const commands = [
    ...[
      perplexityCommand,
      traceCommand,
      calibrateCommand,
      scanCommand,
      demoCommand,
      doctorCommand,
      serveCommand,
      workerCommand,
      migrateCommand,
    ],
    keysCommand,
    ...[submitCommand, batchCommand, statusCommand, watchCommand, cancelCommand, retryCommand],
    ...[leaderboardCommand, lineageCommand, basesCommand, exportCommand],
    ...[architecturesCommand, corporaCommand, completionCommand],
  ];
  for (const command of commands) program.addCommand(command(context));
  // Settings are not passed on to commands that are added whole.
  for (const command of [program, ...program.commands.flatMap((each) => [each, ...each.commands])])
    command.exitOverride().configureOutput({ writeOut: (text) => context.stdout.write(text), ...output });
  return program;
}
