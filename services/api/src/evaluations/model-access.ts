import type { ModelSource } from '@model-trace/core/hub';

/** What the API needs of the Hub and of the model roots. */
export interface ModelAccess {
  open(id: string, options: { revision?: string; signal: AbortSignal; hubToken?: string }): Promise<ModelSource>;
}
