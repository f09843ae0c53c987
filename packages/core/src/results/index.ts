export * from './evaluation.ts';
export * from './evaluation-result.ts';
