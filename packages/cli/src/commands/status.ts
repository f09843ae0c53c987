import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { evaluationReport } from '../reports/evaluation-report.ts';
import { serverClient } from '../server/server-client.ts';
import { jsonOption, urlOption } from './shared-options.ts';

/** `status ID`: where an evaluation of a server stands now. */
export function statusCommand(context: CommandContext): Command {
  const { stdout } = context;
  return new Command('status')
    .description('show where an evaluation stands, or its result')
    .argument('<id>', 'id of the evaluation')
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (id: string, { url, json }: { url?: string; json?: boolean }) => {
      const evaluation = await serverClient(context, { url }).evaluation(id);
      stdout.write(json ? `${JSON.stringify(evaluation)}\n` : evaluationReport(evaluation, stdout));
    });
}
