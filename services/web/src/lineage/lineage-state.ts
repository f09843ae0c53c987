import type { LineageQuery } from '@model-trace/client';

export type LineageVerdict = 'derived' | 'inconclusive' | 'independent' | 'any';

/** Which part of the graph is shown; it stands in the address. */
export interface LineageState {
  /** Only what is within `steps` of it. */
  readonly model: string;
  readonly steps: number;
  readonly verdict: LineageVerdict;
  /** log10 p that an edge needs at the most; null: any. */
  readonly maxLog10P: number | null;
}

export const thresholds = [-6, -12, -30, -100, -300, -1000] as const;
const verdicts: readonly LineageVerdict[] = ['derived', 'inconclusive', 'independent', 'any'];
const furthest = 4;

type Search = Record<string, string | undefined>;

/** What is missing or makes no sense is as if it were not there. */
export function readLineageState({ model = '', steps, verdict, p }: Search): LineageState {
  const count = Number(steps);
  const log10 = Number(p);
  return {
    model,
    steps: Number.isInteger(count) && count >= 1 && count <= furthest ? count : 1,
    verdict: verdicts.find((each) => each === verdict) ?? 'derived',
    maxLog10P: p !== undefined && Number.isFinite(log10) && log10 < 0 ? log10 : null,
  };
}

export function writeLineageState({ model, steps, verdict, maxLog10P }: LineageState): Search {
  return {
    model: model || undefined,
    steps: model && steps !== 1 ? String(steps) : undefined,
    verdict: verdict === 'derived' ? undefined : verdict,
    p: maxLog10P === null ? undefined : String(maxLog10P),
  };
}

export function lineageQuery({ model, steps, verdict, maxLog10P }: LineageState): LineageQuery {
  return {
    verdict,
    ...(model === '' ? {} : { model, steps }),
    ...(maxLog10P === null ? {} : { maxLog10P }),
  };
}
