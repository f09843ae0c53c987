import { type Static, Type } from 'typebox';

export const Verdict = Type.Union([Type.Literal('derived'), Type.Literal('independent'), Type.Literal('inconclusive')]);
export type Verdict = Static<typeof Verdict>;
