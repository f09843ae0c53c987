import { Command } from 'commander';
import { createClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { evaluationReport } from '../reports/evaluation-report.ts';
import { jsonOption, urlOption } from './shared-options.ts';

/** `status ID`: where an evaluation of a server stands now. */
export function statusCommand({ config, stdout, signal }: CommandContext): Command {
  return new Command('status')
    .description('show where an evaluation stands, or its result')
    .argument('<id>', 'id of the evaluation')
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (id: string, { url = config.url, json }: { url?: string; json?: boolean }) => {
      const evaluation = await createClient({ url, key: config.key, signal }).evaluation(id);
      stdout.write(json ? `${JSON.stringify(evaluation)}\n` : evaluationReport(evaluation, stdout));
    });
}
