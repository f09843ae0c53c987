import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { evaluationReport } from '../reports/evaluation-report.ts';
import { serverClient } from '../server/server-client.ts';
import { jsonOption, urlOption } from './shared-options.ts';

/** `cancel ID`: stops an evaluation of a server, wherever it runs. */
export function cancelCommand(context: CommandContext): Command {
  const { stdout } = context;
  return new Command('cancel')
    .description('cancel an evaluation that is not finished')
    .argument('<id>', 'id of the evaluation')
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (id: string, { url, json }: { url?: string; json?: boolean }) => {
      const evaluation = await serverClient(context, { url }).cancel(id);
      stdout.write(json ? `${JSON.stringify(evaluation)}\n` : evaluationReport(evaluation, stdout));
    });
}
