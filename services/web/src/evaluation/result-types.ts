import type { Evaluation } from '@model-trace/client';

export type EvaluationResult = NonNullable<Evaluation['result']>;
export type PerplexityResult = NonNullable<EvaluationResult['perplexity']>;
export type TraceResult = NonNullable<EvaluationResult['trace']>;
export type ScanResult = NonNullable<EvaluationResult['scan']>;
export type StatisticResult = TraceResult['statistics'][number];
export type BlockResult = StatisticResult['blocks'][number];
export type LocalisedResult = NonNullable<TraceResult['localised']>[number];
export type DistanceResult = NonNullable<TraceResult['distances']>[number];
export type SimilarityResult = NonNullable<TraceResult['similarities']>[number];
export type PermutationTest = NonNullable<StatisticResult['permutationTest']>;
