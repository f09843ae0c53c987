import { type Static, Type } from 'typebox';

/** The p-value p_K(f0) of the number of agreeing units, which allows for some that agree without descent. */
export const TolerantResult = Type.Object({
  universalFraction: Type.Number({ description: 'f0: share of the units of each block that may agree anyhow' }),
  log10PValue: Type.Number({ description: 'Fisher combination over blocks, corrected for a search as the other' }),
  log10PValues: Type.Array(Type.Number(), { description: 'Of each block, in the order of `blocks`' }),
  null: Type.String({ description: 'The null hypothesis in words' }),
});
export type TolerantResult = Static<typeof TolerantResult>;
