import type { ScanRequest } from '@model-trace/client';
import { ModelTraceError } from '@model-trace/core/errors';
import { maxScanTraces } from '@model-trace/core/results';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { evaluateHere } from '../evaluate-here.ts';
import { integerFrom, log10Threshold } from '../options.ts';
import { readBasesFile } from '../read-bases-file.ts';
import { scanReport } from '../reports/scan-report.ts';
import { hubTokenToSend } from '../server/hub-token-to-send.ts';
import { serverClient } from '../server/server-client.ts';
import { followEvaluation } from '../watch/follow-evaluation.ts';
import {
  addWeightOptions,
  jsonOption,
  type Provider,
  providerOption,
  revisionOption,
  streamOption,
  urlOption,
  type WeightOptions,
} from './shared-options.ts';

interface Options extends WeightOptions, Pick<ScanRequest, 'revision' | 'traces' | 'traceAll'> {
  bases?: string;
  threshold?: number;
  stream?: boolean;
  provider: Provider;
  withHubToken?: boolean;
  url?: string;
  json?: boolean;
}

/** `scan MODEL`: which of a server's bases a model may be derived from, or initialised alike with; with `--bases FILE` in this process. */
export function scanCommand(context: CommandContext): Command {
  return addWeightOptions(new Command('scan'))
    .description('test which of many bases a model may be derived from (or initialised alike with, same seed)')
    .argument('<model>', 'Hub id or directory')
    .addOption(
      new Option(
        '--bases <file>',
        'test in this process against these, one in each line: a Hub id (id@revision) or a directory (default: a server, against its bases)',
      ),
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
        'with --bases: corrected p-value below which a base may be called one, as such or as its log10 (default: 1e-6)',
      ).argParser(log10Threshold),
    )
    .addOption(streamOption())
    .addOption(providerOption())
    .addOption(new Option('--with-hub-token', 'send HF_TOKEN to the server, for a private or gated model'))
    .addOption(urlOption().conflicts('bases'))
    .addOption(jsonOption())
    .action((model: string, { bases, ...options }: Options) =>
      bases === undefined ? scanThere(context, { model, options }) : scanHere(context, { model, bases, options }),
    );
}

async function scanHere(
  context: CommandContext,
  { model, bases, options }: { model: string; bases: string; options: Omit<Options, 'bases'> },
): Promise<void> {
  const { traces, traceAll, threshold, provider, stream, json } = options;
  const scan = { bases: readBasesFile(bases), traces, traceAll };
  const result = await evaluateHere(
    context,
    {
      request: { model, ...weightsOf(options), tasks: ['scan'], scan },
      ...{ provider, stream, trace: { thresholdLog10P: threshold } },
    },
    ({ evaluateScan }) => evaluateScan,
  );
  context.stdout.write(json ? `${JSON.stringify(result)}\n` : scanReport(result, context.stdout));
}

async function scanThere(
  context: CommandContext,
  { model, options }: { model: string; options: Omit<Options, 'bases'> },
): Promise<void> {
  const { traces, traceAll, withHubToken, url, json, threshold, stream } = options;
  if (threshold !== undefined || stream)
    throw new ModelTraceError('USAGE', '--threshold and --stream have no effect on a server', {
      fix: 'Name bases by --bases, to scan in this process.',
    });
  const client = serverClient(context, { url, hubToken: withHubToken ? hubTokenToSend(context.config) : undefined });
  const { id } = await client.scan({ model, ...weightsOf(options), traces, traceAll });
  await followEvaluation({ context, client, id, json });
}

const weightsOf = ({ revision, weightType, weightsBase, weightsBaseRevision }: Omit<Options, 'bases'>) => ({
  ...{ revision, weightType, weightsBase, weightsBaseRevision },
});
