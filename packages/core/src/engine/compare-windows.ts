import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { compareHeads, type HeadComparison } from './compare-heads.ts';
import type { HeadLosses } from './head-loss.ts';
import { defaultMaxBytes } from './hidden-states.ts';
import { deviceFor } from './provider.ts';
import { checkWindows, type EngineRun, type ScoredWindow, scoreRows } from './score-windows.ts';
import { openSessions } from './session.ts';

export interface RunnableModel {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
}

export interface CompareWindowsOptions extends EngineRun {
  readonly model: RunnableModel;
  /** Gives each token id the same meaning; the caller sees to it. */
  readonly base: RunnableModel;
  readonly windows: readonly ScoredWindow[];
  /** Gets the rank of each target by the model; default none. */
  readonly ranksInto?: Int32Array;
}

export interface WindowComparison extends HeadComparison {
  /** What `scoreWindows` gives for the model. */
  readonly losses: Float64Array;
  /** And for the base. */
  readonly baseLosses: Float64Array;
}

/**
 * Losses of two models on the same windows, and how far their predictions differ, for all targets in order. One model runs
 * after the other; the final hidden states of both are kept, in memory or spilled, for the comparison of the heads.
 * @throws what `scoreWindows` throws
 */
export async function compareWindows(options: CompareWindowsOptions): Promise<WindowComparison> {
  const { model, base, windows, onProgress, resume, signal } = options;
  // Two streams live at a time: each gets half of the memory.
  const memory = { ...options.memory, maxBytes: (options.memory?.maxBytes ?? defaultMaxBytes) / 2 };
  for (const { spec } of [model, base]) checkWindows(windows, spec);
  const sessions = openSessions(deviceFor({ computeDtype: 'float32', ...options }));
  const scored: HeadLosses[] = [];
  try {
    const rows = await scoreRows({ ...options, ...model, memory, sessions, resume: resume?.of('model') });
    scored.push(rows);
    const baseRows = await scoreRows({
      ...{ ...options, ...base, memory, sessions, resume: resume?.of('base'), ranksInto: undefined },
      onProgress: (progress) => onProgress?.({ ...progress, phase: `base ${progress.phase}` }),
    });
    scored.push(baseRows);
    const compared = await compareHeads({
      model: { ...model, rows },
      base: { ...base, rows: baseRows },
      ...{ sessions, onProgress, signal },
    });
    return { ...compared, losses: rows.losses, baseLosses: baseRows.losses };
  } finally {
    await Promise.all(scored.map(({ states }) => states.close()));
    await sessions.close();
  }
}
