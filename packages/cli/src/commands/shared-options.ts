import type { EvaluationRequest } from '@model-trace/core/results';
import { type Command, Option } from 'commander';
import { blockPairs, integerFrom, log10Threshold } from '../options.ts';

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

export interface TraceChoiceOptions extends Omit<NonNullable<EvaluationRequest['trace']>, 'thresholdLog10P'> {
  threshold?: number;
}

/** Adds the options that say how statistics of a trace are taken. */
export function addTraceChoices(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--controls <number>',
        'pairs of other blocks that csu, csh and match look at as negative controls, at most (default: 12)',
      ).argParser(integerFrom(0, 1000)),
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
      new Option(
        '--threshold <p>',
        'p-value below which a pair may be called derived, as such or as its log10 (default: 1e-6)',
      ).argParser(log10Threshold),
    );
}

/** The choices as fields of a request; undefined where none was made. */
export function pickTraceChoices(options: TraceChoiceOptions): EvaluationRequest['trace'] {
  const { controls, matchVariant, matchMetric, blocks, threshold: thresholdLog10P } = options;
  const chosen = Object.entries({ controls, matchVariant, matchMetric, blocks, thresholdLog10P });
  const named = chosen.filter(([, value]) => value !== undefined);
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

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
