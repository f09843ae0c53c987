import type { TaskContext } from '@model-trace/core/evaluation';
import type { CommandContext } from './command-context.ts';
import { createProgressLine } from './terminal/progress-line.ts';

interface Settings
  extends Omit<
    TaskContext,
    'models' | 'corporaDir' | 'signaturesDir' | 'memory' | 'codeCommit' | 'onProgress' | 'signal'
  > {
  /** Read weights by parts; default: as the environment says. */
  stream?: boolean;
}
type Evaluation = typeof import('@model-trace/core/evaluation');

/** Runs a task in this process, with its progress on the error stream. */
export async function evaluateHere<Result>(
  { config, stderr, signal }: CommandContext,
  { stream, ...settings }: Settings,
  task: (evaluation: Evaluation) => (context: TaskContext) => Promise<Result>,
): Promise<Result> {
  // Loads the inference engine: only when it is needed.
  const evaluation = await import('@model-trace/core/evaluation');
  const progress = createProgressLine(stderr);
  try {
    return await task(evaluation)({
      ...settings,
      models: { ...config.models, stream: stream ?? config.models.stream },
      corporaDir: config.corporaDir,
      signaturesDir: config.signaturesDir,
      memory: config.memory,
      codeCommit: config.codeCommit ?? evaluation.codeCommit(),
      onProgress: progress.update,
      signal,
    });
  } finally {
    progress.clear();
  }
}
