export { createEvaluationStore } from './create-evaluation-store.ts';
export type { DatabaseOptions } from './database.ts';
export * from './evaluation-store.ts';
export { migrate } from './migrate.ts';
export { isUuid } from './uuid-v7.ts';
