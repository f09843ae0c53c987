import type { HiddenMemory } from '@model-trace/core/engine';
import type { OpenModelOptions } from '@model-trace/core/hub';
import type { EvaluationProgress, EvaluationRequest, EvaluationResults } from '@model-trace/core/results';
import type { StoredError } from '@model-trace/core/storage';

/** What an evaluation needs besides its request; the same for every evaluation of a worker. */
export interface EvaluationSettings {
  models: Omit<OpenModelOptions, 'fetch'>;
  provider: 'cpu' | 'cuda' | 'webgpu';
  corporaDir?: string | null;
  memory?: HiddenMemory;
  codeCommit: string | null;
}

/** Worker to child process: one evaluation; the next one only after its result or error. */
export interface EvaluateMessage {
  evaluationId: string;
  request: EvaluationRequest;
  settings: EvaluationSettings;
}

/** Child process to worker. */
export type EvaluationMessage = { evaluationId: string } & (
  | { type: 'progress'; progress: EvaluationProgress }
  | { type: 'result'; results: EvaluationResults }
  | { type: 'error'; error: StoredError }
);
