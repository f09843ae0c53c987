import type { EvaluationRequest, RankedTaskId, StatisticId } from '@model-trace/core/results';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { defaultStatisticsText, integerFrom, listOf, statisticIds, taskIds } from '../options.ts';
import { dryRunReport } from '../reports/dry-run-report.ts';
import { hubTokenToSend } from '../server/hub-token-to-send.ts';
import { serverClient } from '../server/server-client.ts';
import { followEvaluation } from '../watch/follow-evaluation.ts';
import { addProtocolOptions, type ProtocolOptions, pickProtocol } from './perplexity-options.ts';
import {
  addTraceChoices,
  addWeightOptions,
  alignOption,
  dtypeOption,
  jsonOption,
  matchingsOption,
  permutationsOption,
  pickTraceChoices,
  revisionOption,
  type TraceChoiceOptions,
  urlOption,
  type WeightOptions,
} from './shared-options.ts';

interface Options
  extends WeightOptions,
    ProtocolOptions,
    TraceChoiceOptions,
    Pick<EvaluationRequest, 'base' | 'baseRevision' | 'revision' | 'dtype' | 'traceCorpus'> {
  tasks?: RankedTaskId[];
  statistics?: StatisticId[];
  permutations?: number;
  align?: EvaluationRequest['align'];
  matchings?: boolean;
  compare?: boolean;
  force?: boolean;
  priority?: number;
  cancelAfter?: string;
  withHubToken?: boolean;
  dryRun?: boolean;
  wait?: boolean;
  url?: string;
  json?: boolean;
}

/** `submit MODEL`: asks a server to evaluate it. */
export function submitCommand(context: CommandContext): Command {
  const { config, stdout } = context;
  return addTraceChoices(addProtocolOptions(addWeightOptions(new Command('submit'))))
    .description('submit a model to a server')
    .argument('<model>', "Hub id, or a directory under the server's MODEL_ROOTS")
    .addOption(
      new Option('--base <model>', 'model to trace against, or to compare with (default: openai-community/gpt2)'),
    )
    .addOption(revisionOption())
    .addOption(new Option('--base-revision <name>', 'branch, tag or commit of the base'))
    .addOption(
      new Option(
        '--tasks <list>',
        'of perplexity, trace (default: perplexity, and trace when a base is given without --compare)',
      ).argParser(listOf(taskIds)),
    )
    .addOption(
      new Option('--statistics <list>', `of ${statisticIds.join(', ')} (default: ${defaultStatisticsText})`).argParser(
        listOf(statisticIds),
      ),
    )
    .addOption(permutationsOption())
    .addOption(alignOption())
    .addOption(matchingsOption())
    .addOption(new Option('--compare', 'compare the predictions with those of the base'))
    .addOption(new Option('--trace-corpus <id>', 'registered corpus to take activations on (default: random tokens)'))
    .addOption(dtypeOption())
    .addOption(new Option('--force', 'run it even where an evaluation of the same content answers'))
    .addOption(
      new Option('--priority <number>', 'from -100 to 100: larger runs first (default: 0)').argParser(
        integerFrom(-100, 100),
      ),
    )
    .addOption(new Option('--cancel-after <time>', 'give up after 90s, 10m or 2h'))
    .addOption(new Option('--with-hub-token', 'send HF_TOKEN along, for a private or gated model'))
    .addOption(new Option('--dry-run', 'only show the checks and what it would cost').conflicts('wait'))
    .addOption(new Option('--wait', 'follow it until it is finished'))
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async (model: string, options: Options) => {
      const { tasks, compare, wait, dryRun, url, json, withHubToken, force, priority, cancelAfter, ...fields } =
        options;
      const { corpus, limit, mode, maxLength, stride, bos, ...others } = fields;
      const { controls, matchVariant, matchMetric, blocks, threshold, ...request } = others;
      const client = serverClient(context, { url, hubToken: withHubToken ? hubTokenToSend(config) : undefined });
      const traced = request.base !== undefined && !compare;
      const chosen = { ...pickProtocol(options), ...(compare && { compareWithBase: true }) };
      const submission = {
        ...{
          ...request,
          trace: pickTraceChoices(options),
          model,
          tasks: tasks ?? (traced ? ['perplexity', 'trace'] : ['perplexity']),
        },
        ...(Object.keys(chosen).length > 0 && { perplexity: chosen }),
        ...{ force, priority },
      } satisfies Parameters<typeof client.submit>[0];
      if (dryRun) {
        const tried = await client.dryRun(submission);
        return stdout.write(json ? `${JSON.stringify(tried)}\n` : dryRunReport(tried, stdout));
      }
      const evaluation = await client.submit(submission, { cancelAfter });
      if (wait) return followEvaluation({ context, client, id: evaluation.id, json });
      if (json) stdout.write(`${JSON.stringify(evaluation)}\n`);
      else stdout.write(`${evaluation.id}\nFollow it with: npx pnpm@12 --silent model-trace watch ${evaluation.id}\n`);
    });
}
