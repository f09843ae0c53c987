export { ApiError } from './api-error.ts';
export {
  type Client,
  type ClientOptions,
  createClient,
  type EventsOptions,
  type ExportFormat,
  type SubmitOptions,
} from './create-client.ts';
export type { EvaluationEvent, EventData } from './follow-events.ts';
export type { RetryOptions } from './retrying-fetch.ts';
export type { components, operations, paths } from './schema.ts';
export * from './types.ts';
export type { WaitOptions } from './wait-for.ts';
