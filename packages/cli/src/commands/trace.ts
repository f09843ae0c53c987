import { ModelTraceError } from '@model-trace/core/errors';
import type { EvaluationRequest, StatisticId } from '@model-trace/core/results';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { evaluateHere } from '../evaluate-here.ts';
import { defaultStatisticsText, integerFrom, listOf, readTextFile, statisticIds } from '../options.ts';
import { readTokenFile } from '../read-token-file.ts';
import { traceReport } from '../reports/trace-report.ts';
import {
  addTraceChoices,
  addWeightOptions,
  alignOption,
  jsonOption,
  matchingsOption,
  type Provider,
  permutationsOption,
  pickTraceChoices,
  providerOption,
  revisionOption,
  streamOption,
  type TraceChoiceOptions,
  type WeightOptions,
} from './shared-options.ts';

interface Options extends WeightOptions, TraceChoiceOptions {
  base?: string;
  revision?: string;
  baseRevision?: string;
  statistic?: StatisticId[];
  tokens?: string;
  text?: string;
  permutations?: number;
  align?: EvaluationRequest['align'];
  matchings?: boolean;
  writeAligned?: string;
  seed?: number;
  stream?: boolean;
  provider: Provider;
  json?: boolean;
}

/** `trace MODEL --base BASE`: tests in this process whether the two are independent. */
export function traceCommand(context: CommandContext): Command {
  return addTraceChoices(addWeightOptions(new Command('trace')))
    .description('test whether a model is derived from a base (or initialised alike, same seed), in this process')
    .argument('<model>', 'Hub id or directory')
    .addOption(new Option('--base <model>', 'Hub id or directory of the base (default: openai-community/gpt2)'))
    .addOption(revisionOption())
    .addOption(new Option('--base-revision <name>', 'branch, tag or commit of the base (default: main)'))
    .addOption(
      new Option(
        '--statistic <list>',
        `of ${statisticIds.join(', ')}, separated by commas (default: ${defaultStatisticsText})`,
      ).argParser(listOf(statisticIds)),
    )
    .addOption(
      new Option('--tokens <file>', 'JSON array of arrays of token ids to take activations on (default: random ids)'),
    )
    .addOption(permutationsOption())
    .addOption(alignOption())
    .addOption(matchingsOption())
    .addOption(new Option('--write-aligned <directory>', 'write the aligned model there, with --align'))
    .addOption(
      new Option(
        '--text <file>',
        'text to take activations on, compared where both tokenizations end at the same character',
      ).conflicts('tokens'),
    )
    .addOption(
      new Option('--seed <number>', 'seed of the random token ids and of tie breaking (default: 0)').argParser(
        integerFrom(0, 2 ** 32 - 1),
      ),
    )
    .addOption(streamOption())
    .addOption(providerOption())
    .addOption(jsonOption())
    .action(async (model: string, options: Options) => {
      const {
        base,
        revision,
        baseRevision,
        statistic: statistics,
        seed,
        permutations,
        align,
        matchings,
        writeAligned,
        provider,
      } = options;
      if (writeAligned !== undefined && (align ?? 'none') === 'none') {
        throw new ModelTraceError('USAGE', '--write-aligned has no effect without --align', {
          fix: 'Add --align units, residual, both or procrustes',
        });
      }
      const { weightType, weightsBase, weightsBaseRevision } = options;
      const weights = { weightType, weightsBase, weightsBaseRevision };
      const result = await evaluateHere(
        context,
        {
          request: {
            model,
            revision,
            ...weights,
            base,
            baseRevision,
            statistics,
            permutations,
            align,
            matchings,
            trace: pickTraceChoices(options),
            tasks: ['trace'],
          },
          writeAligned,
          provider,
          stream: options.stream,
          trace: {
            seed,
            text: options.text === undefined ? undefined : readTextFile(options.text),
            tokens: options.tokens === undefined ? undefined : readTokenFile(options.tokens),
          },
        },
        ({ evaluateTrace }) => evaluateTrace,
      );
      context.stdout.write(options.json ? `${JSON.stringify(result)}\n` : traceReport(result, context.stdout));
    });
}
