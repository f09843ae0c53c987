export * from './content-key.ts';
export * from './evaluation.ts';
export * from './evaluation-result.ts';
export * from './method-versions.ts';
export * from './perplexity-comparison.ts';
export * from './perplexity-options.ts';
