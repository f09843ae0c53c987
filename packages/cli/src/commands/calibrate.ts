import { type CalibratedStatistic, calibratedStatistics } from '@model-trace/core/results';
import { Command, Option } from 'commander';
import { writeCalibrations } from '../calibration/write-calibrations.ts';
import type { CommandContext } from '../command-context.ts';
import { integerFrom, listOf } from '../options.ts';
import { calibrationReport } from '../reports/calibration-report.ts';
import { createProgressLine } from '../terminal/progress-line.ts';
import { jsonOption, type Provider, providerOption } from './shared-options.ts';

interface Options {
  related: string[][];
  statistic: CalibratedStatistic[];
  seed?: number;
  out?: string;
  provider: Provider;
  json?: boolean;
}

/** `calibrate MODEL...`: what the statistics say of models that are independent by construction. */
export function calibrateCommand(context: CommandContext): Command {
  const { config, stdout, stderr, signal } = context;
  return new Command('calibrate')
    .description('run statistics over all pairs of independent models and show the distribution of their p-values')
    .argument('<models...>', 'Hub ids or directories, independent of each other unless --related says otherwise')
    .addOption(
      new Option('--related <models>', 'some of them, separated by commas, that are not independent (repeatable)')
        .argParser((value: string, before: string[][]) => [...before, value.split(',')])
        .default([], 'none'),
    )
    .addOption(
      new Option('--statistic <list>', `of ${calibratedStatistics.join(', ')}, separated by commas`)
        .argParser(listOf(calibratedStatistics))
        .default(['csu'], 'csu'),
    )
    .addOption(
      new Option('--seed <number>', 'seed of the random token ids and of tie breaking (default: 0)').argParser(
        integerFrom(0, 2 ** 32 - 1),
      ),
    )
    .addOption(new Option('--out <directory>', 'write JSON, SVG and Markdown there'))
    .addOption(providerOption())
    .addOption(jsonOption())
    .action(async (ids: string[], { related, statistic: statistics, seed, out, provider, json }: Options) => {
      // Loads the inference engine: only when it is needed.
      const { codeCommit, runCalibration } = await import('@model-trace/core/evaluation');
      const progress = createProgressLine(stderr);
      const reports = [];
      try {
        for (const statistic of statistics)
          reports.push(
            await runCalibration({
              ...{ ids, related, statistic, seed, provider, signal },
              models: config.models,
              memory: config.memory,
              codeCommit: config.codeCommit ?? codeCommit(),
              onProgress: (one) => progress.update({ ...one, phase: `${one.phase} ${statistic}` }),
            }),
          );
      } finally {
        progress.clear();
      }
      const written = out === undefined ? [] : await writeCalibrations(out, reports);
      stdout.write(json ? `${JSON.stringify(reports)}\n` : calibrationReport(reports, written, stdout));
    });
}
