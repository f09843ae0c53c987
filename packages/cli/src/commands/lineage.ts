import type { LineageQuery } from '@model-trace/client';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { integerFrom, log10Threshold } from '../options.ts';
import { lineageReport } from '../reports/lineage-report.ts';
import { serverClient } from '../server/server-client.ts';
import { jsonOption, urlOption } from './shared-options.ts';

interface Options extends Omit<LineageQuery, 'maxLog10P'> {
  threshold?: number;
  dot?: boolean;
  json?: boolean;
  url?: string;
}

/** `lineage`: which models of a server are related, as far as its traces say. */
export function lineageCommand(context: CommandContext): Command {
  const { stdout, stderr } = context;
  return new Command('lineage')
    .description(
      'print which models of a server are derived from one another (or initialised alike, same seed), with the evidence',
    )
    .addOption(new Option('--model <id>', 'only edges near this model'))
    .addOption(new Option('--steps <n>', 'how far from it (default: 1)').argParser(integerFrom(1, 4)))
    .addOption(
      new Option('--verdict <name>', 'only pairs with this verdict (default: derived)').choices([
        ...['derived', 'inconclusive', 'independent', 'any'],
      ]),
    )
    .addOption(
      new Option(
        '--threshold <p>',
        'only pairs with a p-value at most this: 1e-12, or its decimal logarithm -12',
      ).argParser(log10Threshold),
    )
    .addOption(new Option('--dot', 'print the DOT language of Graphviz').conflicts('json'))
    .addOption(urlOption())
    .addOption(jsonOption())
    .action(async ({ url, dot, json, threshold: maxLog10P, ...query }: Options) => {
      const client = serverClient(context, { url });
      const filters = { ...query, ...(maxLog10P !== undefined && { maxLog10P }) };
      if (dot) {
        const graph = await client.lineageDot(filters);
        if (!graph.complete)
          stderr.write('These are the newest edges only; narrow them by --model or --threshold, or print --json.\n');
        return stdout.write(graph.dot);
      }
      const graph = await client.lineage(filters);
      stdout.write(json ? `${JSON.stringify(graph)}\n` : lineageReport(graph, stdout));
    });
}
