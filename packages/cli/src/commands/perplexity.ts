import { ModelTraceError } from '@model-trace/core/errors';
import type { RequestDtype } from '@model-trace/core/results';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { evaluateHere } from '../evaluate-here.ts';
import { type CorpusFiles, readCorpusOption } from '../read-corpus-option.ts';
import { perplexityReport } from '../reports/perplexity-report.ts';
import { writeTokenLosses } from '../write-token-losses.ts';
import { addProtocolOptions, type ProtocolOptions, pickProtocol } from './perplexity-options.ts';
import {
  addWeightOptions,
  dtypeOption,
  jsonOption,
  type Provider,
  providerOption,
  revisionOption,
  streamOption,
  type WeightOptions,
} from './shared-options.ts';

interface Options extends WeightOptions, ProtocolOptions, Omit<CorpusFiles, 'limit'> {
  revision?: string;
  base?: string;
  baseRevision?: string;
  losses?: string;
  stream?: boolean;
  dtype?: RequestDtype;
  provider: Provider;
  json?: boolean;
}

/** `perplexity MODEL`: computes it in this process. */
export function perplexityCommand(context: CommandContext): Command {
  const command = new Command('perplexity')
    .description('compute the perplexity of a model on a text, in this process')
    .argument('<model>', 'Hub id such as openai-community/gpt2, or a directory')
    .addOption(revisionOption())
    .addOption(
      new Option('--text <file>', 'UTF-8 text to predict instead of the fixed passage').conflicts(['jsonl', 'corpus']),
    )
    .addOption(new Option('--jsonl <file>', 'documents to predict, a JSON object in each line').conflicts('corpus'))
    .addOption(new Option('--field <name>', 'field of --jsonl that holds the text (default: text)'));
  return addWeightOptions(addProtocolOptions(command))
    .addOption(
      new Option('--base <model>', 'compare the predictions with those of this model, which has the same tokens'),
    )
    .addOption(new Option('--base-revision <name>', 'branch, tag or commit of the base (default: main)'))
    .addOption(new Option('--losses <file>', 'write the loss and the rank of every token there, as JSONL'))
    .addOption(streamOption())
    .addOption(dtypeOption())
    .addOption(providerOption())
    .addOption(jsonOption())
    .action(async (model: string, options: Options) => {
      const { revision, weightType, weightsBase, weightsBaseRevision, losses, stream, provider, json } = options;
      const { base, baseRevision, dtype } = options;
      requireUse(options);
      const { limit, ...protocol } = pickProtocol(options) ?? {};
      const corpus = await readCorpusOption(options, context.signal);
      const result = await evaluateHere(
        context,
        {
          request: {
            ...{ model, revision, weightType, weightsBase, weightsBaseRevision, base, baseRevision },
            tasks: ['perplexity'],
            dtype,
            perplexity: {
              ...protocol,
              // The limit of a file has been used to read it.
              ...(corpus === undefined && limit !== undefined && { limit }),
              ...(base !== undefined && { compareWithBase: true }),
            },
          },
          ...{ provider, stream, corpus },
          onTokenLosses: losses === undefined ? undefined : writeTokenLosses(losses),
        },
        ({ evaluatePerplexity }) => evaluatePerplexity,
      );
      context.stdout.write(json ? `${JSON.stringify(result)}\n` : perplexityReport(result, context.stdout));
    });
}

/** @throws USAGE for options that would be ignored */
function requireUse({ field, limit, jsonl, corpus, base, baseRevision }: Options): void {
  if (baseRevision !== undefined && base === undefined)
    throw new ModelTraceError('USAGE', '--base-revision is for --base');
  if (field !== undefined && jsonl === undefined) throw new ModelTraceError('USAGE', '--field is for --jsonl');
  if (limit !== undefined && (jsonl ?? corpus) === undefined)
    throw new ModelTraceError('USAGE', '--limit is for --jsonl and --corpus: there is only one document');
}
