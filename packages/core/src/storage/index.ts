export { createEvaluationStore } from './create-evaluation-store.ts';
export type { DatabaseOptions } from './database.ts';
export * from './evaluation-store.ts';
export { type ApiKey, createKeyStore, type KeyStore } from './key-store.ts';
export { migrate } from './migrate.ts';
export { type KeyScope, keyScopes } from './schema/api-keys.ts';
export { isUuid } from './uuid-v7.ts';
