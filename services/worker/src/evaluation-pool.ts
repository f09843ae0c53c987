import type { EvaluationResults } from '@model-trace/core/results';
import { EvaluationChild, type EvaluationChildOptions, type RunOptions } from './evaluation-child.ts';
import type { EvaluateMessage } from './evaluation-messages.ts';

export interface EvaluationPool {
  /** Starts processes ahead of the first evaluations: loading the inference engine takes longer than a tiny one. */
  warm(processes: number): void;
  /** Computes in an idle child process, or a new one. */
  run(message: EvaluateMessage, options: RunOptions): Promise<EvaluationResults>;
  /** Ends every process, busy ones too. */
  close(): Promise<void>;
}

export function createEvaluationPool({
  maxJobsPerProcess,
  ...childOptions
}: EvaluationChildOptions & { maxJobsPerProcess: number }): EvaluationPool {
  const children = new Set<EvaluationChild>();
  const idle: EvaluationChild[] = [];

  const fork = (): EvaluationChild => {
    const child = new EvaluationChild(childOptions);
    children.add(child);
    return child;
  };
  const take = (): EvaluationChild => {
    for (let child = idle.pop(); child; child = idle.pop()) {
      if (child.alive) return child;
      children.delete(child);
    }
    return fork();
  };

  return {
    warm: (processes) => {
      for (let i = 0; i < processes; i++) idle.push(fork());
    },
    run: async (message, options) => {
      const child = take();
      try {
        return await child.run(message, options);
      } finally {
        if (child.alive && child.jobs < maxJobsPerProcess) {
          idle.push(child);
        } else {
          children.delete(child);
          await child.stop();
        }
      }
    },
    close: async () => {
      await Promise.all([...children].map((child) => child.stop()));
    },
  };
}
