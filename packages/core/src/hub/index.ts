export type { Clock } from './clock.ts';
export { licenseOf, type ModelCard, readModelCard, statedLicense } from './model-card.ts';
export { isHubId } from './model-id.ts';
export type { ModelFile, ModelSource, RandomAccessFile } from './model-source.ts';
export { type OpenModelOptions, openModel } from './open-model.ts';
export type { RetryPolicy } from './retry.ts';
