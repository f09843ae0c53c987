import { ModelTraceError } from '@model-trace/core/errors';
import type { EvaluationRequest, StatisticId } from '@model-trace/core/results';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { evaluateHere } from '../evaluate-here.ts';
import {
  blockPairs,
  defaultStatisticsText,
  integerFrom,
  listOf,
  log10Threshold,
  readTextFile,
  statisticIds,
} from '../options.ts';
import { readTokenFile } from '../read-token-file.ts';
import { traceReport } from '../reports/trace-report.ts';
import {
  addWeightOptions,
  alignOption,
  jsonOption,
  matchingsOption,
  type Provider,
  permutationsOption,
  providerOption,
  revisionOption,
  streamOption,
  type WeightOptions,
} from './shared-options.ts';

interface Options extends WeightOptions {
  base?: string;
  revision?: string;
  baseRevision?: string;
  statistic?: StatisticId[];
  tokens?: string;
  controls?: number;
  text?: string;
  permutations?: number;
  align?: EvaluationRequest['align'];
  matchings?: boolean;
  writeAligned?: string;
  matchMetric?: 'cosine' | 'l2';
  matchVariant?: 'phi_2V' | 'phi_2V-perm' | 'both';
  blocks?: [number, number][];
  seed?: number;
  threshold?: number;
  stream?: boolean;
  provider: Provider;
  json?: boolean;
}

/** `trace MODEL --base BASE`: tests in this process whether the two are independent. */
export function traceCommand(context: CommandContext): Command {
  return addWeightOptions(new Command('trace'))
    .description('test whether a model descends from a base, in this process')
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
    .addOption(
      new Option(
        '--controls <number>',
        'pairs of other blocks that csu, csh and match look at as negative controls, at most (default: 12)',
      ).argParser(integerFrom(0, 1000)),
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
    .addOption(new Option('--match-metric <name>', 'similarity that match maximises').choices(['cosine', 'l2']))
    .addOption(
      new Option(
        '--match-variant <name>',
        'form of match for MLPs without a gate, picked beforehand; both: the smaller p-value times two (default: phi_2V)',
      ).choices(['phi_2V', 'phi_2V-perm', 'both']),
    )
    .addOption(
      new Option('--blocks <pairs>', 'base:model pairs to compare, such as 0:0,2:1 (default: all, in order)').argParser(
        blockPairs,
      ),
    )
    .addOption(
      new Option('--seed <number>', 'seed of the random token ids and of tie breaking (default: 0)').argParser(
        integerFrom(0, 2 ** 32 - 1),
      ),
    )
    .addOption(
      new Option(
        '--threshold <p>',
        'p-value below which a pair may be called derived, as such or as its log10 (default: 1e-6)',
      ).argParser(log10Threshold),
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
        blocks,
        seed,
        matchMetric,
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
            tasks: ['trace'],
          },
          writeAligned,
          provider,
          stream: options.stream,
          trace: {
            ...{
              blocks,
              seed,
              matchMetric,
              controls: options.controls,
              matchVariant: options.matchVariant,
              thresholdLog10P: options.threshold,
            },
            text: options.text === undefined ? undefined : readTextFile(options.text),
            tokens: options.tokens === undefined ? undefined : readTokenFile(options.tokens),
          },
        },
        ({ evaluateTrace }) => evaluateTrace,
      );
      context.stdout.write(options.json ? `${JSON.stringify(result)}\n` : traceReport(result, context.stdout));
    });
}
