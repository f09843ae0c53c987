import type { HiddenMemory } from '@model-trace/core/engine';
import type { OpenModelOptions } from '@model-trace/core/hub';
import type { EvaluationProgress, EvaluationRequest, EvaluationResults } from '@model-trace/core/results';
import type { CheckpointSettings } from '@model-trace/core/resume';
import type { StoredError } from '@model-trace/core/storage';

/** What an evaluation needs besides its request; the same for every evaluation of a worker. */
export interface EvaluationSettings {
  models: Omit<OpenModelOptions, 'fetch'>;
  provider: 'cpu' | 'cuda' | 'webgpu';
  corporaDir?: string | null;
  signaturesDir?: string;
  memory?: HiddenMemory;
  codeCommit: string | null;
  /** Where finished layers are kept for a worker that takes over; absent: nowhere. */
  checkpoints?: CheckpointSettings;
}

/** Worker to child process: one evaluation; the next one only after its result or error. */
export interface EvaluateMessage {
  evaluationId: string;
  request: EvaluationRequest;
  settings: EvaluationSettings;
}

/** Worker to child process: it is to be ended soon, so whatever can be kept should be after each layer. */
export interface HurryMessage {
  hurry: true;
}

/** Child process to worker. */
export type EvaluationMessage = { evaluationId: string } & (
  | { type: 'progress'; progress: EvaluationProgress }
  | { type: 'resumed'; layers: number }
  | { type: 'result'; results: EvaluationResults }
  | { type: 'error'; error: StoredError }
);
