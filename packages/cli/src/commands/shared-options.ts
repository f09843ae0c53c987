import type { EvaluationRequest } from '@model-trace/core/results';
import { type Command, Option } from 'commander';
import { integerFrom } from '../options.ts';

export type Provider = 'cpu' | 'cuda' | 'webgpu';

export const jsonOption = () => new Option('--json', 'print one JSON object and nothing else');

export const revisionOption = () =>
  new Option('--revision <name>', 'branch, tag or commit of the model (default: main)');

export const providerOption = () =>
  new Option('--provider <name>', 'execution provider').choices(['cpu', 'cuda', 'webgpu']).default('cpu');

export const streamOption = () =>
  new Option('--stream', 'read weights from the Hub by parts, straight into memory; writes nothing to disk');

export const dtypeOption = () =>
  new Option('--dtype <name>', 'number format to compute perplexity in (default: float32)').choices([
    'float32',
    'float16',
  ]);

export const urlOption = () =>
  new Option('--url <address>', 'server to talk to (default: MODEL_TRACE_URL or http://127.0.0.1:8080)');

/** As results/permutation-test.ts bounds it, which is not read here: the schemas load slowly. */
const maxPermutations = 999;

export const permutationsOption = () =>
  new Option(
    '--permutations <number>',
    `draws of permutation tests of csu, csh, l2, cos and mode-connectivity, 1 to ${maxPermutations} (default: no such tests)`,
  ).argParser(integerFrom(1, maxPermutations));

export const alignOption = () =>
  new Option(
    '--align <what>',
    'bring the model into the order of the base, and take statistics again: hidden units, the residual stream, both, or the stream by a rotation (default: none)',
  ).choices(['none', 'units', 'residual', 'both', 'procrustes']);

export const matchingsOption = () =>
  new Option('--matchings', 'list in the result (--json) which hidden units csu, csh and match paired');

const weightOptions = () => [
  new Option('--weight-type <name>', 'what its weights are (default: original)').choices([
    'original',
    'adapter',
    'delta',
  ]),
  new Option('--weights-base <model>', 'model that an adapter or delta is put over (default: what the adapter names)'),
  new Option('--weights-base-revision <name>', 'branch, tag or commit of it'),
];

export type WeightOptions = Pick<EvaluationRequest, 'weightType' | 'weightsBase' | 'weightsBaseRevision'>;

/** Adds the options that say what the weights of the model are, named as the fields of a request. */
export function addWeightOptions(command: Command): Command {
  for (const option of weightOptions()) command.addOption(option);
  return command;
}
