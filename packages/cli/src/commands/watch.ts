import { Command } from 'commander';
import { createClient } from '../client.ts';
import type { CommandContext } from '../command-context.ts';
import { followEvaluation } from './follow-evaluation.ts';
import { jsonOption, urlOption } from './shared-options.ts';

/** `watch ID`: follows an evaluation of a server until it is finished. */
export function watchCommand(context: CommandContext): Command {
  return new Command('watch')
    .description('follow an evaluation until it is finished')
    .argument('<id>', 'id of the evaluation')
    .addOption(urlOption())
    .addOption(jsonOption())
    .action((id: string, { url = context.config.url, json }: { url?: string; json?: boolean }) =>
      followEvaluation({
        context,
        client: createClient({ url, key: context.config.key, signal: context.signal }),
        id,
        json,
      }),
    );
}
