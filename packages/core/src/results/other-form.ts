import { type Static, Type } from 'typebox';
import { Verdict } from './verdict.ts';

/** A form of a statistic that was computed beside the one that the result is of. */
export const OtherForm = Type.Object({
  variant: Type.String(),
  log10PValue: Type.Number({ description: 'Times the number of forms, as that of the result' }),
  verdict: Verdict,
});
export type OtherForm = Static<typeof OtherForm>;
