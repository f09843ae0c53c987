import type { BatchOutcome } from '@model-trace/client';
import { ModelTraceError } from '@model-trace/core/errors';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { batchLine } from '../reports/batch-line.ts';
import { hubTokenToSend } from '../server/hub-token-to-send.ts';
import { type BatchLine, readBatchFile } from '../server/read-batch-file.ts';
import { serverClient } from '../server/server-client.ts';
import { urlOption } from './shared-options.ts';

interface Options {
  cancelAfter?: string;
  withHubToken?: boolean;
  url?: string;
  json?: boolean;
}

/** `batch FILE`: submits a file of requests, and says of each line what became of it. Fails when one was refused. */
export function batchCommand(context: CommandContext): Command {
  const { config, stdout } = context;
  return new Command('batch')
    .description('submit a file of requests, one JSON object a line')
    .argument('<file>', 'JSON Lines; - for the standard input')
    .addOption(new Option('--cancel-after <time>', 'give up on each after 90s, 10m or 2h'))
    .addOption(new Option('--with-hub-token', 'send HF_TOKEN along, for private or gated models'))
    .addOption(urlOption())
    .addOption(new Option('--json', 'print one JSON object a line: line, status, and evaluation or problem'))
    .action(async (file: string, { cancelAfter, withHubToken, url, json }: Options) => {
      const lines = await readBatchFile(file);
      const client = serverClient(context, { url, hubToken: withHubToken ? hubTokenToSend(config) : undefined });
      let refused = 0;
      for (const part of batches(lines)) {
        const outcomes = await client.submitBatch(
          part.map(({ request }) => request),
          { cancelAfter },
        );
        refused += outcomes.filter(isRefused).length;
        const shown = outcomes.map((outcome, index) =>
          json
            ? JSON.stringify({ line: part[index].line, ...outcome })
            : batchLine({ ...part[index], outcome, output: stdout }),
        );
        stdout.write(`${shown.join('\n')}\n`);
      }
      if (refused > 0)
        throw new ModelTraceError('VALIDATION_FAILED', `${refused} of ${lines.length} requests were refused`, {
          fix: 'Each line above says why. The others are accepted: submit only those again that were refused.',
        });
    });
}

const isRefused = (outcome: BatchOutcome) => 'problem' in outcome;

/** What the API takes in one request: 1,000 submissions, 8 MiB. */
const most = { items: 1_000, bytes: 7 * 2 ** 20 };

function* batches(lines: readonly BatchLine[]): Generator<BatchLine[]> {
  let [part, bytes]: [BatchLine[], number] = [[], 0];
  for (const line of lines) {
    const size = Buffer.byteLength(JSON.stringify(line.request)) + 1;
    if (part.length > 0 && (part.length === most.items || bytes + size > most.bytes)) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(line);
    bytes += size;
  }
  yield part;
}
