import { type Static, Type } from 'typebox';
import { BlockResult } from './block-result.ts';
import { OtherPairs } from './controls.ts';
import { OtherForm } from './other-form.ts';
import { Verdict } from './verdict.ts';

/** One block of the model against one of the base, as one of many such tests. */
export const LocalisedPair = Type.Object({
  ...BlockResult.properties,
  units: Type.Integer({ description: 'Hidden units that were matched: those of the narrower block' }),
  log10HolmPValue: Type.Number({
    description: 'Adjusted for all pairs by Holm: valid whatever the tests depend on',
  }),
  log10BenjaminiHochbergPValue: Type.Number({
    description:
      'Adjusted for all pairs by Benjamini and Hochberg: valid for independent or positively dependent tests',
  }),
});
export type LocalisedPair = Static<typeof LocalisedPair>;

/** Where a block of the model may come from: the block of the base with the smallest p-value. */
export const BlockSource = Type.Object({
  block: Type.Integer({ description: 'Block of the model, from 0' }),
  baseBlock: Type.Integer({ description: 'The block of the base that it resembles most' }),
  log10HolmPValue: Type.Number({ description: 'Of that pair, adjusted for all pairs' }),
  agreeingFraction: Type.Number({ description: 'K / m of that pair' }),
  verdict: Verdict,
});
export type BlockSource = Static<typeof BlockSource>;

/** What a statistic of every block of the model against every block of the base gives: which part came from which. */
export const LocalisedResult = Type.Object({
  statistic: Type.String({ description: 'csu-all, match-all' }),
  variant: Type.String({ description: 'The test of one pair: phi_U, phi_MATCH, phi_2V, phi_2V-perm' }),
  log10PValue: Type.Number({
    description: 'Smallest of the Holm-adjusted p-values: of the hypothesis that no pair depends on each other',
  }),
  verdict: Verdict,
  verdictRule: Type.String(),
  null: Type.String({ description: 'The null hypothesis of one pair in words' }),
  validity: Type.Union([Type.Literal('exact'), Type.Literal('empirical')]),
  sided: Type.Union([Type.Literal('one'), Type.Literal('two')]),
  direction: Type.String({ description: 'What a small p-value means' }),
  metric: Type.Union([Type.Literal('cosine'), Type.Literal('l2')]),
  multiplicity: Type.String({ description: 'What the adjusted p-values guard against, in words' }),
  widths: Type.String({ description: 'How blocks with different numbers of hidden units are compared, in words' }),
  otherForms: Type.Optional(
    Type.Array(OtherForm, {
      description:
        'Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide',
    }),
  ),
  sources: Type.Array(BlockSource, { description: 'One for each block of the model, in order' }),
  pairs: Type.Array(LocalisedPair),
  controls: Type.Optional(OtherPairs),
});
export type LocalisedResult = Static<typeof LocalisedResult>;
