import { type Static, Type } from 'typebox';
import { BlockResult } from './block-result.ts';
import { Controls } from './controls.ts';
import { OtherForm } from './other-form.ts';
import { PermutationTest } from './permutation-test.ts';
import { TolerantResult } from './tolerant-result.ts';
import { VariantCalibration } from './variant-calibration.ts';
import { Verdict } from './verdict.ts';

/** What a statistic of block pairs at the same depth (or named) gives: a p-value, its verdict, and its blocks. */
export const StatisticResult = Type.Object({
  statistic: Type.String({ description: 'csu, csh, match' }),
  variant: Type.String({ description: 'Which form was applicable: phi_U, phi_H, phi_MATCH, phi_2V, phi_2V-perm' }),
  log10PValue: Type.Number({
    description: 'Fisher combination over blocks, corrected where pairs of blocks were searched for; always finite',
  }),
  pValue: Type.Union([Type.Number(), Type.Literal('<1e-300')]),
  verdict: Verdict,
  verdictRule: Type.String(),
  null: Type.String({ description: 'The null hypothesis in words' }),
  validity: Type.Union([Type.Literal('exact'), Type.Literal('empirical')], {
    description:
      'exact: under the stated null, up to the t approximation; empirical: calibrated on trained models only',
  }),
  calibration: Type.Optional(
    Type.Union([VariantCalibration, Type.Null()], {
      description:
        'What it did on models that are independent by construction; null: never looked at. Above a rate of 0.005, and where nobody looked at an empirical null, it gives no verdict by default',
    }),
  ),
  sided: Type.Union([Type.Literal('one'), Type.Literal('two')]),
  direction: Type.String({ description: 'What a small p-value means' }),
  metric: Type.Union([Type.Literal('cosine'), Type.Literal('l2')]),
  agreeingFraction: Type.Number({ description: 'Sum of K over blocks / sum of m: the effect size' }),
  attempts: Type.Optional(
    Type.Integer({
      description:
        'Forms of the statistic that were asked for, when several: the p-value is multiplied by their number',
    }),
  ),
  otherForms: Type.Optional(
    Type.Array(OtherForm, {
      description:
        'Forms that were asked for too. The result is of the one with the smallest p-value among those whose calibration lets them decide',
    }),
  ),
  search: Type.Optional(
    Type.Object(
      {
        blocks: Type.Integer({ description: 'Blocks of the model that took part' }),
        baseBlocks: Type.Integer(),
        log10Pairings: Type.Number({ description: 'Of the number of pairings: what the search costs' }),
        rule: Type.String({ description: 'How pairs were chosen and how the p-value accounts for that, in words' }),
      },
      { description: 'There when the models have different numbers of blocks and no pairs were named' },
    ),
  ),
  copies: Type.Optional(
    Type.Object(
      {
        counted: Type.Integer({ description: 'Blocks that the combined p-value counts' }),
        rule: Type.String({ description: 'Which blocks are not counted (`copyOf`), in words' }),
      },
      { description: 'There when some blocks are copies of others in both models' },
    ),
  ),
  blocks: Type.Array(BlockResult),
  controls: Type.Optional(Controls),
  tolerant: Type.Optional(TolerantResult),
  permutationTest: Type.Optional(PermutationTest),
});
export type StatisticResult = Static<typeof StatisticResult>;
