import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { evaluationFailure } from '../server/evaluation-failure.ts';
import { serverClient } from '../server/server-client.ts';
import { followEvaluation } from '../watch/follow-evaluation.ts';
import { followEvaluations } from '../watch/follow-evaluations.ts';
import { jsonOption, urlOption } from './shared-options.ts';

/** `watch ID…`: follows evaluations of a server until all are finished. Fails when one of them did. */
export function watchCommand(context: CommandContext): Command {
  const { stdout, stderr } = context;
  return new Command('watch')
    .description('follow evaluations until they are finished: one with its result, several as a live table')
    .argument('<id...>', 'ids of evaluations')
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (ids: string[], { url, json }: { url?: string; json?: boolean }) => {
      const client = serverClient(context, { url });
      const distinct = [...new Set(ids)];
      if (distinct.length === 1) return followEvaluation({ context, client, id: distinct[0], json });
      const evaluations = await Promise.all(distinct.map((id) => client.evaluation(id)));
      const finished = await followEvaluations({ client, evaluations, output: json ? stderr : stdout });
      if (json) stdout.write(`${JSON.stringify({ items: finished })}\n`);
      const failure = finished.map(evaluationFailure).find((each) => each !== null);
      if (failure !== undefined) throw failure;
    });
}
