import type { PerplexityOptions } from '@model-trace/core/results';
import { type Command, Option } from 'commander';
import { integerFrom } from '../options.ts';

export type ProtocolOptions = Pick<PerplexityOptions, 'corpus' | 'limit' | 'mode' | 'maxLength' | 'stride' | 'bos'>;

const protocolOptions = () => [
  new Option('--corpus <id>', 'a corpus that the operator registered, in place of the fixed passage'),
  new Option('--limit <number>', 'only so many documents, from the start').argParser(integerFrom(1, 2 ** 31 - 1)),
  new Option('--mode <name>', 'how texts are cut and averaged (default: model-trace)').choices([
    'model-trace',
    'transformers-guide',
    'lm-eval-rolling',
  ]),
  new Option('--max-length <tokens>', 'length of a window (default: the context of the model)').argParser(
    integerFrom(2, 2 ** 24),
  ),
  new Option('--stride <tokens>', 'by how many tokens windows advance (default: their length)').argParser(
    integerFrom(1, 2 ** 24),
  ),
  new Option('--bos <policy>', 'how a text begins (default: tokenizer)').choices(['tokenizer', 'always', 'never']),
];

/** Adds the options of a perplexity, named as the fields of a request. */
export function addProtocolOptions(command: Command): Command {
  for (const option of protocolOptions()) command.addOption(option);
  return command;
}

/** Those that were given; undefined when none was. */
export function pickProtocol(options: ProtocolOptions): ProtocolOptions | undefined {
  const { corpus, limit, mode, maxLength, stride, bos } = options;
  const given = Object.entries({ corpus, limit, mode, maxLength, stride, bos }).filter(
    ([, value]) => value !== undefined,
  );
  return given.length === 0 ? undefined : Object.fromEntries(given);
}
