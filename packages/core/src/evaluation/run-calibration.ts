import { basename } from 'node:path';
import type { HiddenMemory, Provider } from '../engine/index.ts';
import type { OpenModelOptions } from '../hub/index.ts';
import {
  type CalibratedStatistic,
  type EvaluationProgress,
  methodVersions,
  type Provenance,
} from '../results/index.ts';
import { createThreadPool } from '../threads/index.ts';
import { type Calibration, calibrate } from '../tracing/index.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import { modelReference } from './model-reference.ts';
import { provenance } from './provenance.ts';

/** A calibration and what it was made with. */
export interface CalibrationReport extends Calibration {
  protocol: Provenance & {
    models: { name: string; commit: string | null; architecture: string; parameters: number; dtype: string }[];
  };
}

export interface CalibrationContext {
  /** Hub ids or directories. */
  ids: readonly string[];
  /** Groups of them that are not independent. */
  related: readonly (readonly string[])[];
  statistic: CalibratedStatistic;
  seed?: number;
  models: OpenModelOptions;
  provider: Provider;
  memory?: HiddenMemory;
  codeCommit: string | null;
  onProgress?: (progress: EvaluationProgress) => void;
  signal?: AbortSignal;
}

/**
 * Opens the models and calibrates one statistic on them. Directories go by their last
 * name in the result.
 */
export async function runCalibration(context: CalibrationContext): Promise<CalibrationReport> {
  const { ids, related, statistic, seed, models, provider, memory, codeCommit, onProgress, signal } = context;
  const pool = createThreadPool();
  const opened: LoadedModel[] = [];
  try {
    for (const id of ids) opened.push(await loadModel(id, { models, signal }));
    const name = shortNames(ids, opened);
    const { precision, ...calibration } = await calibrate({
      models: opened.map((model, i) => ({ name: name(ids[i]), model })),
      related: related.map((group) => group.map(name)),
      ...{ statistic, seed, provider, memory, pool, signal },
      onProgress: (progress) => onProgress?.({ task: null, ...progress }),
    });
    return {
      ...calibration,
      protocol: {
        ...provenance({
          method: 'model-trace/calibrate',
          methodVersion: methodVersions.trace,
          codeCommit,
          ...precision,
        }),
        models: opened.map((model, i) => {
          const { commit, architecture, parameters, dtype } = modelReference(model);
          return { name: name(ids[i]), commit, architecture, parameters, dtype };
        }),
      },
    };
  } finally {
    await Promise.all([pool.close(), ...opened.map(({ checkpoint }) => checkpoint.close())]);
  }
}

/** Directories go by their last name where no other model has it; Hub ids are names already. */
function shortNames(ids: readonly string[], opened: readonly LoadedModel[]): (id: string) => string {
  const isAlone = (name: string) => ids.filter((id) => basename(id) === name).length === 1;
  const names = ids.map((id, i) => (opened[i].source.commit === null && isAlone(basename(id)) ? basename(id) : id));
  return (id) => names[ids.indexOf(id)] ?? id;
}
