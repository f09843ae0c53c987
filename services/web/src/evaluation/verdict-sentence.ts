import type { TraceResult } from './result-types.ts';

/** What a verdict says, and what it does not. */
export function verdictSentence({ verdict, model, base }: Pick<TraceResult, 'verdict' | 'model' | 'base'>): string {
  switch (verdict) {
    case 'derived':
      return `The hidden units of ${model} and ${base} agree far more than those of models that were trained independently: one descends from the other, or both from a third.`;
    case 'independent':
      return `These statistics found no evidence that ${model} and ${base} depend on each other. That is no proof that they do not.`;
    case 'inconclusive':
      return `Some of the evidence points to a common origin of ${model} and ${base}, but not enough of it to say so.`;
  }
}
