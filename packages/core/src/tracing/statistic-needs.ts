import type { Align, StatisticId } from '../results/index.ts';
import type { BlockPair } from './block-pair.ts';
import { isGated } from './is-gated.ts';
import type { DescribedPair } from './traced-model.ts';

/** What a pair of models must have in common for a statistic, and what is made ready before it runs. Absent: not needed. */
export interface StatisticNeeds {
  /** Activations on the same input: `run.activations`. */
  readonly tokens?: boolean;
  /** Rows of the embeddings that stand for the same tokens: a shared vocabulary, also when token ids were given. */
  readonly vocabulary?: boolean;
  /** Predictions of a text: `run.outputSequences`. */
  readonly outputs?: boolean;
  /** Equal widths of the residual stream. */
  readonly hiddenSize?: boolean;
  /** `run.pairs`: blocks of either model one to one, their MLPs with equal numbers of units. */
  readonly pairs?: boolean;
  /** `run.blocks`: every block of the model with every block of the base, whatever their widths. */
  readonly allPairs?: boolean;
  /** In each pair of blocks both MLPs with a gate, or both without. */
  readonly mlpKind?: boolean;
}

/** Two models, whose weights need not be open, and the pairs of blocks that were named, else all in order as far as both have them. */
export interface StatisticModels extends DescribedPair {
  readonly pairs: readonly BlockPair[];
}

const needsOfMatch = (models: StatisticModels): StatisticNeeds =>
  isGated(models)
    ? { pairs: true, mlpKind: true, tokens: true }
    : { pairs: true, mlpKind: true, hiddenSize: true, vocabulary: true };

/** By statistic of the registry (`statistics.ts`), apart from what computes: a service that only takes requests asks too. */
const needsOf: { readonly [Id in StatisticId]: (models: StatisticModels) => StatisticNeeds } = {
  csu: () => ({ pairs: true, hiddenSize: true }),
  csh: () => ({ pairs: true, tokens: true }),
  match: needsOfMatch,
  'csu-all': () => ({ allPairs: true, hiddenSize: true }),
  'match-all': (models) => ({ ...needsOfMatch(models), pairs: false, allPairs: true }),
  l2: () => ({}),
  cos: () => ({}),
  jsd: () => ({ outputs: true, vocabulary: true }),
  'mode-connectivity': () => ({ outputs: true, vocabulary: true }),
  qk: () => ({}),
  embedding: () => ({}),
};

/** What any of these statistics needs. */
export function statisticNeeds(ids: readonly StatisticId[], models: StatisticModels): StatisticNeeds {
  const all: Record<string, boolean> = {};
  for (const id of ids)
    for (const [name, needed] of Object.entries(needsOf[id](models))) all[name] = needed || all[name] === true;
  return all;
}

/** Hidden units are matched in pairs of blocks, by all their weights. */
export const alignmentNeeds = (align: Exclude<Align, 'none'>): StatisticNeeds => ({
  hiddenSize: true,
  ...(align === 'residual' ? {} : { pairs: true, mlpKind: true }),
});
