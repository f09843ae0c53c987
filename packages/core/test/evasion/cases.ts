import type { Family, Kind } from './family.ts';
import type { ModelData } from './model-data.ts';
import * as change from './transformations.ts';

export const statisticNames = ['csu', 'csh', 'match', 'csu-all', 'match-all'] as const;
export type StatisticName = (typeof statisticNames)[number];

/** `found`: the verdict is derived. `blind`: it is not, and theory says why. Otherwise the code of the refusal. */
export type Expectation = 'found' | 'blind' | `TRACE_${string}`;

export interface EvasionCase {
  name: string;
  make: (family: Family) => ModelData;
  /** Absent: both. */
  kinds?: readonly Kind[];
  /** Both models come with their tokenizers. */
  tokenizers?: boolean;
  /** The function of the model is the base's: its losses are compared. */
  keepsFunction?: boolean;
  /** Blocks of the base that the model's came from (null: from none), where they are not all, in order. */
  sources?: (number | null)[];
  /** Absent: found. */
  expected?: Partial<Record<StatisticName, Expectation>>;
  /** Why what is blind is blind, or what is refused is refused. */
  reason?: string;
}

const unitOrder = { csu: 'blind', csh: 'blind', 'csu-all': 'blind' } as const;
const coordinates = { csu: 'blind', 'csu-all': 'blind' } as const;
const narrow = { csu: 'TRACE_UNITS_MISMATCH', csh: 'TRACE_UNITS_MISMATCH', match: 'TRACE_UNITS_MISMATCH' } as const;

/** What an owner, or a thief, does to a model. */
export const evasionCases: readonly EvasionCase[] = [
  { name: 'fine-tuned, 100 steps', make: ({ ftShort }) => ftShort },
  { name: 'fine-tuned, long', make: ({ ftLong }) => ftLong },
  { name: 'trained on for more tokens than the base', make: ({ continued }) => continued },
  {
    name: 'one MLP initialised again, then all trained',
    make: ({ mlpRedone }) => mlpRedone,
    sources: [0, null, 2],
    reason: 'block 1 is new; the others are found',
  },
  { name: 'LoRA, merged', make: ({ base, lora }) => change.loraMerged(base, lora, 2) },
  { name: 'mean of two fine-tunes', make: ({ ftShort, ftLong }) => change.merged(ftShort, ftLong) },
  { name: 'quantised to 8 bits', make: ({ base }) => change.quantised(base, 8) },
  { name: 'quantised to 4 bits', make: ({ base }) => change.quantised(base, 4) },
  {
    name: 'units permuted',
    make: ({ base }) => change.permutedUnits(base, 1),
    keepsFunction: true,
    expected: unitOrder,
    reason: 'csu and csh ask whether the matching follows the order of the units: a permutation takes the order away',
  },
  {
    name: 'residual stream permuted',
    make: ({ base }) => change.permutedResidual(base, 2),
    keepsFunction: true,
    expected: coordinates,
    reason:
      'csu compares weights coordinate by coordinate; activations, and the aligned weights of phi_2V, do not change',
  },
  {
    name: 'residual stream rotated, norms folded',
    make: ({ base }) => change.rotatedResidual(base, 3),
    keepsFunction: true,
    expected: coordinates,
    reason: 'as for permuted coordinates',
  },
  {
    name: 'rotated, units permuted, fine-tuned before',
    make: ({ ftLong }) => change.permutedUnits(change.rotatedResidual(ftLong, 4), 5),
    expected: unitOrder,
    reason: 'both together; only match looks at neither order nor coordinates',
  },
  {
    name: 'up and down projections scaled unit by unit',
    kinds: ['llama'],
    make: ({ base }) => change.scaledProjections(base, 6),
    keepsFunction: true,
    reason: 'cosines do not see a scale (GPT-2: no such freedom, GELU is not homogeneous)',
  },
  {
    name: 'layers pruned (0 and 2 left)',
    make: ({ base }) => change.blocksOf(base, [0, 2]),
    sources: [0, 2],
  },
  {
    name: 'layer 1 duplicated (depth up-scaling)',
    make: ({ base }) => change.blocksOf(base, [0, 1, 1, 2]),
    sources: [0, 1, 1, 2],
  },
  {
    name: 'a quarter of the units pruned',
    make: ({ base }) => change.prunedWidth(base, 0.75),
    expected: narrow,
    reason: 'statistics of equal widths refuse; those of all pairs match the narrower block into the wider',
  },
  {
    name: '32 tokens added, fine-tuned before',
    make: ({ ftShort }) => change.extendedVocabulary(ftShort, { tokens: 32, seed: 7 }),
    expected: {
      csh: 'TRACE_VOCABULARY_MISMATCH',
      match: 'TRACE_VOCABULARY_MISMATCH',
      'match-all': 'TRACE_VOCABULARY_MISMATCH',
    },
    reason: 'without tokenizers nothing says which ids mean the same; csu reads no tokens',
  },
  {
    name: '32 tokens added, fine-tuned before, with tokenizers',
    make: ({ ftShort }) => change.extendedVocabulary(ftShort, { tokens: 32, seed: 7 }),
    tokenizers: true,
    reason: 'tokens of equal text are compared',
  },
  {
    name: 'another model (control)',
    make: ({ control }) => control,
    expected: { csu: 'blind', csh: 'blind', match: 'blind', 'csu-all': 'blind', 'match-all': 'blind' },
    reason: 'trained from another initialisation: there is nothing to find',
  },
];
