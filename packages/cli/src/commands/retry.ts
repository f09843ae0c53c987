import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { evaluationReport } from '../reports/evaluation-report.ts';
import { hubTokenToSend } from '../server/hub-token-to-send.ts';
import { serverClient } from '../server/server-client.ts';
import { followEvaluation } from '../watch/follow-evaluation.ts';
import { jsonOption, urlOption } from './shared-options.ts';

interface Options {
  cancelAfter?: string;
  withHubToken?: boolean;
  wait?: boolean;
  url?: string;
  json?: boolean;
}

/** `retry ID`: queues an evaluation of a server again that failed, was canceled or expired. */
export function retryCommand(context: CommandContext): Command {
  const { config, stdout } = context;
  return new Command('retry')
    .description('queue an evaluation again that failed, was canceled or expired')
    .argument('<id>', 'id of the evaluation')
    .addOption(new Option('--cancel-after <time>', 'give up after 90s, 10m or 2h'))
    .addOption(new Option('--with-hub-token', 'send HF_TOKEN along, for a private or gated model'))
    .addOption(new Option('--wait', 'follow it until it is finished'))
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (id: string, { cancelAfter, withHubToken, wait, url, json }: Options) => {
      const client = serverClient(context, { url, hubToken: withHubToken ? hubTokenToSend(config) : undefined });
      const evaluation = await client.retry(id, { cancelAfter });
      if (wait) return followEvaluation({ context, client, id, json });
      stdout.write(json ? `${JSON.stringify(evaluation)}\n` : evaluationReport(evaluation, stdout));
    });
}
