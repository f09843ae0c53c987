import { basename } from 'node:path';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { evaluateHere } from '../evaluate-here.ts';
import { readTextFile } from '../options.ts';
import { perplexityReport } from '../reports/perplexity-report.ts';
import {
  addWeightOptions,
  jsonOption,
  type Provider,
  providerOption,
  revisionOption,
  type WeightOptions,
} from './shared-options.ts';

interface Options extends WeightOptions {
  revision?: string;
  text?: string;
  provider: Provider;
  json?: boolean;
}

/** `perplexity MODEL`: computes it in this process. */
export function perplexityCommand(context: CommandContext): Command {
  return addWeightOptions(new Command('perplexity'))
    .description('compute the perplexity of a model on a text, in this process')
    .argument('<model>', 'Hub id such as openai-community/gpt2, or a directory')
    .addOption(revisionOption())
    .addOption(new Option('--text <file>', 'UTF-8 text to predict instead of the fixed passage'))
    .addOption(providerOption())
    .addOption(jsonOption())
    .action(async (model: string, { text, provider, json, ...weights }: Options) => {
      const result = await evaluateHere(
        context,
        {
          request: { model, ...weights, tasks: ['perplexity'] },
          provider,
          text: text === undefined ? undefined : { id: basename(text), text: readTextFile(text) },
        },
        ({ evaluatePerplexity }) => evaluatePerplexity,
      );
      context.stdout.write(json ? `${JSON.stringify(result)}\n` : perplexityReport(result, context.stdout));
    });
}
