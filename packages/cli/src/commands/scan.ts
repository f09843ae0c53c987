import { maxScanTraces } from '@model-trace/core/results';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { evaluateHere } from '../evaluate-here.ts';
import { integerFrom, log10Threshold } from '../options.ts';
import { readBasesFile } from '../read-bases-file.ts';
import { scanReport } from '../reports/scan-report.ts';
import {
  addWeightOptions,
  jsonOption,
  type Provider,
  providerOption,
  revisionOption,
  streamOption,
  type WeightOptions,
} from './shared-options.ts';

interface Options extends WeightOptions {
  bases: string;
  revision?: string;
  traces?: number;
  traceAll?: boolean;
  threshold?: number;
  stream?: boolean;
  provider: Provider;
  json?: boolean;
}

/** `scan MODEL --bases FILE`: tests in this process which of many bases a model may descend from. */
export function scanCommand(context: CommandContext): Command {
  const { stdout } = context;
  return addWeightOptions(new Command('scan'))
    .description('test which of many bases a model may descend from, in this process')
    .argument('<model>', 'Hub id or directory')
    .addOption(
      new Option(
        '--bases <file>',
        'bases, one in each line: a Hub id (id@revision) or a directory',
      ).makeOptionMandatory(),
    )
    .addOption(revisionOption())
    .addOption(
      new Option('--traces <n>', 'how many of the best that pass are traced in full (default: 3)').argParser(
        integerFrom(0, maxScanTraces),
      ),
    )
    .addOption(new Option('--trace-all', 'trace the best in full whether they pass or not'))
    .addOption(
      new Option(
        '--threshold <p>',
        'corrected p-value below which a base may be called one, as such or as its log10 (default: 1e-6)',
      ).argParser(log10Threshold),
    )
    .addOption(streamOption())
    .addOption(providerOption())
    .addOption(jsonOption())
    .action(async (model: string, options: Options) => {
      const { revision, weightType, weightsBase, weightsBaseRevision, traces, traceAll, provider, stream } = options;
      const scan = { bases: readBasesFile(options.bases), traces, traceAll };
      const result = await evaluateHere(
        context,
        {
          request: { model, revision, weightType, weightsBase, weightsBaseRevision, tasks: ['scan'], scan },
          ...{ provider, stream, trace: { thresholdLog10P: options.threshold } },
        },
        ({ evaluateScan }) => evaluateScan,
      );
      stdout.write(options.json ? `${JSON.stringify(result)}\n` : scanReport(result, stdout));
    });
}
