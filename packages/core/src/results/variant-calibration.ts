import { type Static, Type } from 'typebox';

/** What a statistic did on models that are independent by construction. */
export const VariantCalibration = Type.Object({
  rejectionRate: Type.Number({ description: 'Share of independent pairs of blocks whose p-value was below 0.001' }),
  blockPairs: Type.Integer({ description: 'How many pairs of blocks that share is of' }),
  source: Type.String({ description: 'Where the null distribution stands, in the repository' }),
});
export type VariantCalibration = Static<typeof VariantCalibration>;
